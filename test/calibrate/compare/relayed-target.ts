import { fileURLToPath } from 'node:url'
import type { HttpProbeSpec } from '../../../src/model/probe.ts'
import { httpSpec } from '../../support/probe-specs.ts'
import type { ServiceSettings } from '../real/order-service.ts'
import { servedANewcomer } from '../real/newcomer.ts'
import type { ClockBracket, MadeOutage } from '../real/outage.ts'
import type { OutagePlan, Probing } from '../real/outage-plan.ts'
import { Part } from '../real/part.ts'
import { type Injected, type Target, TIMEOUT_MS } from '../real/target.ts'

/** An order service that never fails, behind the lab's relay, which does: everybody can watch it by HTTP. */
export class RelayedTarget implements Target {
  readonly baseUrl: string
  readonly streams: readonly HttpProbeSpec[]
  readonly #service: Part
  readonly #relay: Part

  private constructor(service: Part, relay: Part, port: number, { intervalMs }: Probing) {
    this.#service = service
    this.#relay = relay
    this.baseUrl = `http://127.0.0.1:${port}`
    const inFlightCap = Math.ceil((2 * TIMEOUT_MS) / intervalMs)
    const common = { baseUrl: this.baseUrl, intervalMs, timeoutMs: TIMEOUT_MS, inFlightCap }
    this.streams = [httpSpec({ ...common, id: 'write-fresh' }), httpSpec({ ...common, id: 'read-fresh', kind: 'read' })]
  }

  static async start(probing: Probing, seed: number): Promise<RelayedTarget> {
    const settings: ServiceSettings = { seed, goodWithinMs: probing.goodWithinMs, backgroundErrors: 0 }
    const service = Part.start(fileURLToPath(new URL('../real/order-service.ts', import.meta.url)))
    const relay = Part.start(fileURLToPath(new URL('../real/relay.ts', import.meta.url)))
    const port = await relay.ask<number>('start', await service.ask<number>('start', settings))
    return new RelayedTarget(service, relay, port, probing)
  }

  async inject(plan: OutagePlan): Promise<Injected> {
    await this.#relay.ask('inject', plan)
    return { made: this.#made(plan) }
  }

  async #made({ mode }: OutagePlan): Promise<MadeOutage> {
    const { fault, phases } = await this.#relay.ask<MadeOutage>('made')
    if (mode !== 'hold') return { fault, phases }
    const hi = await servedANewcomer(this.baseUrl)
    return { fault, phases: phases.map(({ down, up }) => ({ down, up: { ...up, hi } })) }
  }

  async held(): Promise<ReadonlyMap<string, readonly number[]>> {
    return new Map(await this.#service.ask<[string, number[]][]>('held'))
  }

  async stalls(): Promise<readonly ClockBracket[]> {
    const [service, relay] = await Promise.all([
      this.#service.ask<ClockBracket[]>('stalls'),
      this.#relay.ask<ClockBracket[]>('stalls'),
    ])
    return [...service, ...relay]
  }

  async stop(): Promise<void> {
    await Promise.all([this.#relay.stop(), this.#service.stop()])
  }
}
