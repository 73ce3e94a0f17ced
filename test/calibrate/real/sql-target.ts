import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { queryOnce } from '../../../src/environments/lab/postgres/sql.ts'
import type { SqlProbeSpec } from '../../../src/model/probe.ts'
import { DatabaseWatch } from './database-watch.ts'
import { type ClockBracket, type MadeOutage, now } from './outage.ts'
import type { OutagePlan, Probing } from './outage-plan.ts'
import { Part } from './part.ts'
import { CalibrationPostgres, DATABASE, TABLE } from './postgres.ts'
import type { Injected, Target } from './target.ts'

/** The hard timeout of a probe, in milliseconds: all that were held are let go at once, and each takes a server process. */
const TIMEOUT_MS = 500

/** What had reached the database before its relay was cut has been committed by then, in milliseconds. */
const LAST_COMMITS_MS = 50

/** From so many answers it is learnt how quick it is while nothing else happens. */
const LEARNT_FROM = 20
/** So many quick answers in a row, and it has worked off what had been held. */
const QUICK_ANSWERS = 2

/** A real PostgreSQL behind the lab's relay, probed by SQL; the relay is what breaks. */
export class SqlTarget implements Target {
  readonly streams: readonly SqlProbeSpec[]
  readonly #postgres: CalibrationPostgres
  readonly #relay: Part
  readonly #watch: DatabaseWatch
  #quickMs = 0

  private constructor(
    postgres: CalibrationPostgres,
    relay: Part,
    watch: DatabaseWatch,
    streams: readonly SqlProbeSpec[],
  ) {
    this.#postgres = postgres
    this.#relay = relay
    this.#watch = watch
    this.streams = streams
  }

  static async start({ intervalMs }: Probing): Promise<SqlTarget> {
    const postgres = await CalibrationPostgres.start()
    const relay = Part.start(fileURLToPath(new URL('relay.ts', import.meta.url)))
    const port = await relay.ask<number>('start', postgres.server.port)
    const common: Omit<SqlProbeSpec, 'id' | 'kind' | 'connection' | 'writer'> = {
      source: 'probe',
      protocol: 'sql',
      url: `postgresql://postgres@127.0.0.1:${port}/${DATABASE}`,
      table: TABLE,
      intervalMs,
      timeoutMs: TIMEOUT_MS,
      inFlightCap: Math.ceil((2 * TIMEOUT_MS) / intervalMs),
      judged: true,
      path: 'through the relay',
    }
    const target = new SqlTarget(postgres, relay, await DatabaseWatch.start(postgres.url), [
      { ...common, id: 'write-fresh', kind: 'write', connection: 'fresh', writer: 'fresh' },
      { ...common, id: 'write-pooled', kind: 'write', connection: 'pooled', writer: 'pooled' },
      { ...common, id: 'read-pooled', kind: 'read', connection: 'pooled', writer: 'pooled' },
    ])
    for (let i = 0; i < LEARNT_FROM; i++) target.#quickMs = Math.max(target.#quickMs, await target.#answerMs())
    return target
  }

  async inject(plan: OutagePlan): Promise<Injected> {
    await this.#relay.ask('inject', plan)
    return { made: this.#made(plan) }
  }

  async #made({ lostMs, mode }: OutagePlan): Promise<MadeOutage> {
    const made = this.#relay.ask<MadeOutage>('made')
    if (mode === 'hold') {
      const { fault, phases } = await made
      const caughtUp = await this.#caughtUp()
      return { fault, phases: phases.map(({ down, up }) => ({ down, up: { ...up, hi: caughtUp } })) }
    }
    if (lostMs > 0) {
      const { hi } = await this.#relay.ask<ClockBracket>('down')
      await sleep(LAST_COMMITS_MS)
      const recoveryPointMs = wallMsAt(hi) - lostMs
      const statement = `delete from ${TABLE} where at > to_timestamp($1::double precision / 1000)`
      await queryOnce(this.#postgres.url, statement, [recoveryPointMs])
    }
    return made
  }

  /**
   * All that was held arrives at once, and a database that starts a process for each is not up before it has worked them
   * off: when it answers a newcomer, beside the relay, as quickly as ever.
   */
  async #caughtUp(): Promise<string> {
    for (;;) {
      let at = now()
      let quick = 0
      while (quick < QUICK_ANSWERS && (await this.#answerMs()) < this.#quickMs) if (++quick === 1) at = now()
      if (quick === QUICK_ANSWERS) return at
    }
  }

  async #answerMs(): Promise<number> {
    const start = performance.now()
    await queryOnce(this.#postgres.url, 'select 1')
    return performance.now() - start
  }

  async held(): Promise<ReadonlyMap<string, readonly number[]>> {
    const rows = await queryOnce<{ writer: string; seqs: string[] }>(
      this.#postgres.url,
      `select writer, array_agg(seq order by seq) as seqs from ${TABLE} group by writer`,
    )
    return new Map(rows.map(({ writer, seqs }) => [writer, seqs.map(Number)]))
  }

  async stalls(): Promise<readonly ClockBracket[]> {
    return [...(await this.#relay.ask<ClockBracket[]>('stalls')), ...this.#watch.stalls]
  }

  async stop(): Promise<void> {
    await this.#watch.stop()
    await this.#relay.stop()
    await this.#postgres.remove()
  }
}

/** The wall clock at an instant of the monotonic one, in milliseconds: read where it turns, it is exact to some microseconds. */
function wallMsAt(monotonicNs: string): number {
  const before = Date.now()
  while (Date.now() === before);
  return before + 1 - Number(process.hrtime.bigint() - BigInt(monotonicNs)) / 1e6
}
