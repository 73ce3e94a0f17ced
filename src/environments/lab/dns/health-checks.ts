import { checkHealth, Health } from '../balancer/health.ts'
import { type LabNetwork, portBehind } from './network.ts'

/** A health check as it is asked for, in Route 53's terms. */
export interface HealthCheckConfig {
  readonly id: string
  /** Address that is asked, one of the lab's network. */
  readonly host: string
  readonly port: number
  readonly path: string
  readonly intervalMs: number
  /** Checks in a row that contradict the present state until it changes. */
  readonly threshold: number
  /** Healthy counts as unhealthy and the other way round: forces a failover. */
  readonly inverted: boolean
  /** Is not asked any more and counts as healthy (with `inverted`: as unhealthy). */
  readonly disabled: boolean
}

/** A health check, and what it says now. */
export interface LabHealthCheck extends HealthCheckConfig {
  readonly healthy: boolean
}

/** A check that takes longer has failed, however seldom is asked. */
const LONGEST_CHECK_MS = 4_000

interface Watched {
  config: HealthCheckConfig
  readonly health: Health
  timer: NodeJS.Timeout | undefined
}

/** Asks the fronts of the regions, from outside of all of them. */
export class HealthChecks {
  readonly #network: LabNetwork
  readonly #onChange: (check: LabHealthCheck) => void
  readonly #checks = new Map<string, Watched>()
  readonly #told = new Map<string, boolean>()

  /** @param onChange - called when a check begins to say something else, whatever the reason */
  constructor(network: LabNetwork, onChange: (check: LabHealthCheck) => void) {
    this.#network = network
    this.#onChange = onChange
  }

  /** Resolves after the first check of each; from then on they are asked at their intervals. */
  async start(configs: readonly HealthCheckConfig[]): Promise<void> {
    await Promise.all(
      configs.map(async (config) => {
        const { intervalMs: interval, threshold } = config
        const settings = { intervalMs: interval, timeoutMs: timeoutOf(config) }
        const health = new Health({ ...settings, unhealthyAfter: threshold, healthyAfter: threshold })
        const watched: Watched = { config, health, timer: undefined }
        this.#checks.set(config.id, watched)
        await this.#check(watched)
        this.#told.set(config.id, said(watched))
        watched.timer = setInterval(() => void this.#check(watched), interval)
      }),
    )
  }

  get all(): readonly LabHealthCheck[] {
    return [...this.#checks.values()].map(describe)
  }

  /** A check that is not there is never healthy: a record that names it would be answered for ever. */
  isHealthy(id: string): boolean {
    const watched = this.#checks.get(id)
    return watched !== undefined && said(watched)
  }

  /** @throws RangeError when there is none with this id */
  update(id: string, change: Partial<Pick<HealthCheckConfig, 'inverted' | 'disabled'>>): void {
    const watched = this.#checks.get(id)
    if (watched === undefined) {
      throw new RangeError(`there is no health check '${id}'; there are ${[...this.#checks.keys()].join(', ')}`)
    }
    watched.config = { ...watched.config, ...change }
    this.#tell(watched)
  }

  close(): void {
    for (const { timer } of this.#checks.values()) clearInterval(timer)
  }

  async #check(watched: Watched): Promise<void> {
    const { id, host, port, path, disabled } = watched.config
    if (disabled) return
    const behind = portBehind(this.#network, host, port)
    const timeoutMs = timeoutOf(watched.config)
    watched.health.record(behind !== undefined && (await checkHealth({ id, port: behind, path }, timeoutMs)))
    this.#tell(watched)
  }

  #tell(watched: Watched): void {
    const { id } = watched.config
    const before = this.#told.get(id)
    const now = said(watched)
    if (before === undefined || before === now) return
    this.#told.set(id, now)
    this.#onChange(describe(watched))
  }
}

function timeoutOf({ intervalMs }: HealthCheckConfig): number {
  return Math.min(intervalMs, LONGEST_CHECK_MS)
}

function describe(watched: Watched): LabHealthCheck {
  return { ...watched.config, healthy: said(watched) }
}

function said({ config: { inverted, disabled }, health }: Watched): boolean {
  return (disabled || health.healthy) !== inverted
}
