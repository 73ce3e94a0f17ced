import type { DnsCall } from '../../../src/environments/lab/dns/dns.ts'
import { canonical, RecordSets } from '../../../src/environments/lab/dns/records.ts'
import { DNS_ZONE } from '../../../src/environments/lab/names.ts'
import type { Effects } from '../../../src/environments/lab/aws/effects.ts'
import type { RegionCall } from '../../../src/environments/lab/labd/protocol.ts'
import type { LabRestore } from '../../../src/environments/lab/labd/restore/restores.ts'
import type { ProviderState } from '../../../src/environments/lab/labd/provider.ts'
import { parseLabSettings } from '../../../src/environments/lab/settings.ts'
import { monotonicNow } from '../../../src/system/clock.ts'

/** A lab that only says what was done to it; its control plane acts when the test says so. */
export class FakeLab implements Effects {
  /** What was done, in words. */
  readonly done: string[] = []
  readonly #events: ProviderState['events'][number][] = []
  readonly #restores = new Map<string, LabRestore>()
  readonly #records = new RecordSets(DNS_ZONE)
  #check = {
    id: 'region-a',
    host: '192.0.2.10',
    port: 80,
    path: '/health',
    intervalMs: 500,
    threshold: 3,
    inverted: false,
    disabled: false,
    healthy: true,
  }
  readonly #instances = new Map([
    ['service-a-1', { zone: 'a', port: 41001, alive: true, reachable: true }],
    ['service-b-1', { zone: 'b', port: 41002, alive: true, reachable: true }],
    ['service-c-1', { zone: 'c', port: 41003, alive: true, reachable: true }],
  ] as const)

  constructor() {
    this.tell('up', 'lab')
    const shop = { name: 'shop.blackstart.test', type: 'A', ttlSeconds: 1 } as const
    const sets = [
      { setIdentifier: 'region-a', failover: 'PRIMARY', values: ['192.0.2.10'], healthCheckId: 'region-a' },
      { setIdentifier: 'region-b', failover: 'SECONDARY', values: ['192.0.2.20'] },
    ] as const
    this.#records.change(sets.map((set) => ({ action: 'CREATE', record: { ...shop, ...set } })))
  }

  tell(kind: string, component: string, agoMs = 0): void {
    const ns = String(BigInt(monotonicNow()) - BigInt(Math.round(agoMs * 1e6)))
    this.#events.push({ kind, component, fromNs: ns, toNs: ns, source: 'fake', text: kind })
  }

  async see(): Promise<ProviderState> {
    const parsed = parseLabSettings({ regions: '2', archive: 'on' })
    if ('findings' in parsed) throw new Error(parsed.findings.join())
    return {
      info: {
        settings: parsed.value,
        customerUrl: 'http://127.0.0.1:41000',
        writerUrl: 'postgresql://postgres@127.0.0.1:41010/shop',
        databaseUrls: {},
        outside: { a: { database: '', service: '' }, b: { database: '', service: '' } },
        fronts: null,
        dnsPort: null,
        aws: null,
        fingerprint: {},
      },
      instances: [...this.#instances].map(([id, instance]) => ({ id, ...instance })),
      databases: [
        { id: 'db-a', zone: 'a', port: 41011 },
        { id: 'db-b', zone: 'b', port: 41012 },
        { id: 'db-c', zone: 'c', port: 41013 },
      ],
      events: this.#events,
    }
  }

  /** Of the replica in the second region, in milliseconds. */
  lagMs: number | null = null

  async replicaLag(): Promise<number | null> {
    return this.lagMs
  }

  async failOver(): Promise<void> {
    this.done.push('fail-over')
    this.tell('switchover-requested', 'db-a')
    this.tell('primary-stopped', 'db-a')
    this.tell('promoted', 'db-b')
    this.tell('endpoint-moved', 'writer-endpoint')
  }

  async terminate(instance: string): Promise<void> {
    this.done.push(`terminate ${instance}`)
    const known = this.#instances.get(instance as 'service-a-1')
    if (known !== undefined) Object.assign(known, { alive: false, reachable: false })
    this.tell('instance-unhealthy', instance)
  }

  /** What auto-scaling does after a while. */
  replace(instance: string, by: string): void {
    const known = this.#instances.get(instance as 'service-a-1')
    this.#instances.delete(instance as 'service-a-1')
    this.#instances.set(by as 'service-a-1', { ...known, alive: true, reachable: true } as never)
    this.tell('instance-replaced', by)
  }

  async cut(zone: string): Promise<void> {
    this.done.push(`cut ${zone}`)
  }

  async refuseLaunches(zone: string): Promise<void> {
    this.done.push(`refuse launches in ${zone}`)
  }

  async allowLaunches(zone: string): Promise<void> {
    this.done.push(`allow launches in ${zone}`)
  }

  async shift(zone: string): Promise<void> {
    this.done.push(`shift ${zone}`)
  }

  async unshift(): Promise<void> {
    this.done.push('unshift')
  }

  /** A DNS that really keeps its records, and believes its health checks. */
  async dns<Answer>(call: DnsCall): Promise<Answer> {
    const { act } = call
    if (act === 'state') return { records: this.#records.all, healthChecks: [this.#check] } as Answer
    if (act === 'answer') return this.#answer(call.name, call.type) as Answer
    this.done.push(`dns ${act}`)
    if (act === 'change') this.#records.change(call.changes)
    else if (call.id !== this.#check.id) throw new RangeError(`there is no health check '${call.id}'`)
    else this.#check = { ...this.#check, ...call, healthy: call.inverted !== true }
    return undefined as Answer
  }

  /** Takes over at once. */
  async region(call: RegionCall): Promise<void> {
    this.done.push(['region', call.act, call.act === 'fail-over' ? call.how : call.region].filter(Boolean).join(' '))
    if (call.act !== 'fail-over') return
    this.tell(call.how === 'switchover' ? 'switchover-requested' : 'region-lost', 'region-a')
    if (call.how === 'switchover') this.tell('region-fenced', 'region-a')
    this.tell('promoted', 'db-c')
  }

  /** Restores are there when the test says so: {@link restoreReady}. */
  async restore<Answer>(call: Parameters<Effects['restore']>[0]): Promise<Answer> {
    if (call.act === 'backups') return [this.backedUpAt.toISOString()] as Answer
    if (call.act === 'window')
      return { earliest: this.backedUpAt.toISOString(), latest: new Date().toISOString() } as Answer
    if (call.act === 'list') return [...this.#restores.values()] as Answer
    if (call.act === 'delete' && call.id === this.writer) throw new RangeError(`${call.id} is the writer`)
    this.done.push(`restore ${call.act} ${call.id}`)
    if (call.act === 'delete') this.#restores.delete(call.id)
    if (call.act === 'begin') this.restoredTo.push(call.at)
    if (call.act === 'begin')
      this.#restores.set(call.id, { id: call.id, state: 'creating', startedAt: new Date().toISOString() })
    return undefined as Answer
  }

  /** When the lab took its backup. */
  readonly backedUpAt = new Date('2026-11-21T10:00:00.123Z')
  /** Moments that restores were begun to, ISO 8601. */
  readonly restoredTo: (string | undefined)[] = []

  /** A restored server that clients were led to. */
  writer: string | undefined

  restoreReady(id: string, port: number): void {
    this.#restores.set(id, { id, state: 'available', port, startedAt: new Date().toISOString() })
  }

  #answer(name: string, type: string): readonly string[] {
    const sets = this.#records.all.filter((record) => record.name === canonical(name) && record.type === type)
    const wanted = this.#check.healthy ? 'PRIMARY' : 'SECONDARY'
    return (sets.find(({ failover }) => failover === wanted) ?? sets[0])?.values ?? []
  }

  /** How many of the next calls that open a zone fail. */
  failingOpens = 0

  async open(zone: string): Promise<void> {
    if (this.failingOpens-- > 0) throw new Error('the relay does not answer')
    this.done.push(`open ${zone}`)
  }
}
