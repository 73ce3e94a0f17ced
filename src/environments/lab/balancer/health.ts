import { request } from 'node:http'

export interface HealthSettings {
  readonly intervalMs: number
  /** A check that takes longer has failed. */
  readonly timeoutMs: number
  /** Failed checks in a row until a target gets no more requests. */
  readonly unhealthyAfter: number
  /** Passed checks in a row until it gets them again. */
  readonly healthyAfter: number
}

export interface Target {
  readonly id: string
  /** @default loopback, where the zone's relay listens */
  readonly host?: string
  /** In which it stands: traffic can be led away from a zone as a whole. */
  readonly zone?: string
  readonly port: number
  /** What is asked for. @default '/healthz' */
  readonly path?: string
}

/** The health of one target: pure, so that its thresholds can be read and tested. A new target is unhealthy until it is seen. */
export class Health {
  readonly #settings: HealthSettings
  #healthy = false
  #seen = false
  /** Checks in a row that contradict the present state. */
  #contradictions = 0

  constructor(settings: HealthSettings) {
    this.#settings = settings
  }

  get healthy(): boolean {
    return this.#healthy
  }

  record(passed: boolean): void {
    if (passed === this.#healthy) {
      this.#contradictions = 0
    } else {
      this.#contradictions += 1
      const needed = passed ? this.#settings.healthyAfter : this.#settings.unhealthyAfter
      // The first check of all decides by itself: a lab that has just come up need not wait for a threshold.
      if (!this.#seen || this.#contradictions >= needed) {
        this.#healthy = passed
        this.#contradictions = 0
      }
    }
    this.#seen = true
  }
}

/** Asks for the target's path over a connection of its own. Never rejects. */
export function checkHealth(target: Target, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const check = request({
      host: target.host ?? '127.0.0.1',
      port: target.port,
      path: target.path ?? '/healthz',
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
    })
    check.on('response', (response) => {
      response.resume()
      response.on('error', () => {})
      resolve(response.statusCode === 200)
    })
    check.on('error', () => resolve(false))
    check.end()
  })
}
