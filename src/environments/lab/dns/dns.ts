import { z } from 'zod'
import { monotonicNow } from '../../../system/clock.ts'
import type { Handlers } from '../../../system/rpc.ts'
import type { ControlPlaneEvent } from '../../environment.ts'
import { inForce, respond } from './answer.ts'
import { HealthChecks, type HealthCheckConfig, type LabHealthCheck } from './health-checks.ts'
import { NameServer } from './name-server.ts'
import type { LabNetwork } from './network.ts'
import { canonical, type LabRecord, RECORD_TYPES, type RecordChange, RecordSets, type RecordType } from './records.ts'

export interface DnsConfig {
  /** Unix socket on which {@link dnsHandlers} are served. */
  readonly controlSocket: string
  readonly zone: string
  readonly records: readonly LabRecord[]
  readonly healthChecks: readonly HealthCheckConfig[]
  readonly network: LabNetwork
}

/** What the DNS holds and what it thinks of it. */
export interface DnsState {
  readonly records: readonly LabRecord[]
  readonly healthChecks: readonly LabHealthCheck[]
}

/** The DNS of the lab: record sets, the health checks that choose between them, and the server that answers. */
export class Dns {
  readonly #sets: RecordSets
  readonly #checks: HealthChecks
  readonly #sink: (event: ControlPlaneEvent) => void
  readonly #answers = new Map<string, string>()
  #server: NameServer | undefined

  private constructor({ zone, network, records }: DnsConfig, sink: (event: ControlPlaneEvent) => void) {
    this.#sink = sink
    this.#sets = new RecordSets(zone)
    this.#sets.change(records.map((record) => ({ action: 'CREATE', record })))
    this.#checks = new HealthChecks(network, (check) => this.#healthChanged(check))
  }

  /** Resolves when it answers, and every health check was asked once. */
  static async start(config: DnsConfig, sink: (event: ControlPlaneEvent) => void): Promise<Dns> {
    const dns = new Dns(config, sink)
    await dns.#checks.start(config.healthChecks)
    dns.#server = await NameServer.listen((query) => respond(query, dns.#sets, (id) => dns.#checks.isHealthy(id)))
    dns.#noteAnswers()
    return dns
  }

  get port(): number {
    return this.#server?.port ?? 0
  }

  get state(): DnsState {
    return { records: this.#sets.all, healthChecks: this.#checks.all }
  }

  /** @throws InvalidChangeError; nothing is changed then */
  change(changes: Parameters<RecordSets['change']>[0]): void {
    this.#sets.change(changes)
    this.#tellAnswers('the record sets were changed')
  }

  /** @throws RangeError */
  updateHealthCheck(id: string, change: Parameters<HealthChecks['update']>[1]): void {
    this.#checks.update(id, change)
  }

  /** Values that a client would get now; none when there are none. */
  answer(name: string, type: LabRecord['type']): readonly string[] {
    return inForce(this.#sets.all, canonical(name), type, (id) => this.#checks.isHealthy(id))?.values ?? []
  }

  async close(): Promise<void> {
    this.#checks.close()
    await this.#server?.close()
  }

  #healthChanged({ id, healthy, inverted, disabled, threshold }: LabHealthCheck): void {
    const why = inverted || disabled ? 'as it was told' : `${threshold} checks in a row`
    const how = healthy ? 'healthy' : 'unhealthy'
    this.#tell('health-changed', id, `health check '${id}' says ${how} (${why})`, { healthy: healthy ? 1 : 0 })
    this.#tellAnswers(`health check '${id}' says ${how}`)
  }

  #tellAnswers(why: string): void {
    const before = new Map(this.#answers)
    this.#noteAnswers()
    for (const [question, now] of this.#answers) {
      const was = before.get(question)
      if (was === now) continue
      this.#tell('answer-changed', 'dns', `${question}: ${was ?? 'nothing'} → ${now}; ${why}`)
    }
  }

  #noteAnswers(): void {
    this.#answers.clear()
    for (const { name, type } of this.#sets.all) {
      this.#answers.set(`${name} ${type}`, this.answer(name, type).join(', '))
    }
  }

  #tell(kind: string, component: string, text: string, figures?: ControlPlaneEvent['figures']): void {
    const now = monotonicNow()
    this.#sink({ kind, component, fromNs: now, toNs: now, source: 'dns', text, ...(figures && { figures }) })
  }
}

const recordSchema = z.strictObject({
  name: z.string().min(1),
  type: z.enum(RECORD_TYPES),
  ttlSeconds: z.number(),
  values: z.array(z.string()),
  setIdentifier: z.string().exactOptional(),
  failover: z.enum(['PRIMARY', 'SECONDARY']).exactOptional(),
  healthCheckId: z.string().exactOptional(),
})

/** What the control plane of the DNS can be asked for. */
const dnsCallSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('state') }),
  z.strictObject({
    act: z.literal('change'),
    changes: z.array(z.strictObject({ action: z.enum(['CREATE', 'UPSERT', 'DELETE']), record: recordSchema })).min(1),
  }),
  z.strictObject({
    act: z.literal('health-check'),
    id: z.string(),
    inverted: z.boolean().exactOptional(),
    disabled: z.boolean().exactOptional(),
  }),
  z.strictObject({ act: z.literal('answer'), name: z.string(), type: z.enum(RECORD_TYPES) }),
])

/** One question to the control plane of the DNS. */
export type DnsCall =
  | { readonly act: 'state' }
  | { readonly act: 'change'; readonly changes: readonly RecordChange[] }
  | { readonly act: 'health-check'; readonly id: string; readonly inverted?: boolean; readonly disabled?: boolean }
  | { readonly act: 'answer'; readonly name: string; readonly type: RecordType }

/** What the control socket of the DNS understands. */
export function dnsHandlers(dns: Dns): Handlers {
  return {
    dns: async (params) => {
      const call: DnsCall = dnsCallSchema.parse(params)
      switch (call.act) {
        case 'state':
          return dns.state
        case 'change':
          return dns.change(call.changes)
        case 'health-check': {
          const { act: _, id, ...change } = call
          return dns.updateHealthCheck(id, change)
        }
        case 'answer':
          return dns.answer(call.name, call.type)
      }
    },
  }
}
