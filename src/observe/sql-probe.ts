import { DatabaseError, type QueryConfig } from 'pg'
import { NOTHING_FOUND } from '../model/operation.ts'
import type { SqlProbeSpec } from '../model/probe.ts'
import { NOTHING_DEMANDED } from './acknowledged-writes.ts'
import { END_OF_STREAM } from './classification-table.ts'
import { classify } from './classification.ts'
import { Lookups } from './lookups.ts'
import type { Observation } from './observation.ts'
import type { Probe, ProbeResult } from './probe.ts'
import { quoteTable, SqlConnection } from './sql-connection.ts'

/**
 * The library's and the server's own timeouts come so much later than ours, in milliseconds: they end what we no longer
 * wait for, and never decide how an operation is classified.
 */
const BACKSTOP_MS = 250

type Answer = Pick<ProbeResult, 'value' | 'database'>
type Rows = readonly (readonly unknown[])[]

/**
 * A probe of the canary table by SQL. One statement, one connection: `fresh` makes a new one for each, `pooled` keeps
 * those that worked and replaces those that did not.
 */
export class SqlProbe implements Probe {
  readonly #spec: SqlProbeSpec
  readonly #text: string
  readonly #idle: SqlConnection[] = []
  readonly #busy = new Set<SqlConnection>()

  readonly #lookups: Lookups

  constructor(spec: SqlProbeSpec, lookups = new Lookups()) {
    this.#spec = spec
    this.#lookups = lookups
    this.#text = statementFor(spec)
  }

  send(seq: number, atLeastSeq: number, settle: (result: ProbeResult) => void): void {
    const kept = this.#takeIdle()
    const connection = kept ?? this.#open()
    this.#busy.add(connection)
    let settled = false
    let sent = false

    const finish = (result: ProbeResult, reusable: boolean): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      this.#release(connection, reusable)
      settle(result)
    }
    const fail = (observation: Pick<Observation, 'kind' | 'code'>, answer: Answer = {}): void => {
      const { outcome, errorClass } = classify({ ...observation, sent, kept: kept !== undefined })
      finish({ outcome, errorClass, servedBy: '', ...answer }, false)
    }
    // After a pause of this process an answer may already lie in the socket: it wins over the timer that is run first.
    const timer = setTimeout(() => setImmediate(() => fail({ kind: 'timeout', code: '' })), this.#spec.timeoutMs)

    const operate = async (): Promise<void> => {
      if (kept === undefined) await connection.connect()
      if (settled) return
      sent = true
      const { rows } = await connection.client.query<unknown[]>(this.#statement(seq))
      const problem = this.#check(rows, seq, atLeastSeq)
      const answer = this.#answerIn(rows)
      if (problem === undefined) finish({ outcome: 'ok', errorClass: '', servedBy: '', ...answer }, true)
      else fail({ kind: 'content', code: problem }, answer)
    }
    operate().catch((error: unknown) => fail(observe(error)))
  }

  full(): boolean {
    // A kept connection needs no name.
    return this.#lookups.full && !this.#idle.some(({ closed }) => !closed)
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close()
    for (const connection of this.#busy) connection.destroy()
  }

  #statement(seq: number): QueryConfig & { rowMode: 'array' } {
    const { kind, writer, table } = this.#spec
    const values = table === undefined ? [] : kind === 'write' ? [writer, seq] : [writer]
    return { text: this.#text, values, rowMode: 'array' }
  }

  #check(rows: Rows, seq: number, atLeastSeq: number): string | undefined {
    const row = rows[0]
    if (row === undefined) return 'unreadable-answer'
    if (this.#spec.table === undefined) return undefined
    // A bigint comes as text.
    if (this.#spec.kind === 'write') {
      return row[0] === this.#spec.writer && Number(row[1]) === seq ? undefined : 'wrong-echo'
    }
    const newest = row[0] === null ? NOTHING_DEMANDED : Number(row[0])
    return newest >= atLeastSeq ? undefined : 'stale-read'
  }

  /** What the answer says beside being there. */
  #answerIn([row]: Rows): Answer {
    const { kind, table } = this.#spec
    if (row === undefined || table === undefined) return {}
    if (kind === 'read') return { value: row[0] === null ? NOTHING_FOUND : Number(row[0]) }
    return typeof row[2] === 'string' ? { database: row[2] } : {}
  }

  #takeIdle(): SqlConnection | undefined {
    let connection = this.#idle.pop()
    while (connection?.closed === true) connection = this.#idle.pop()
    return connection
  }

  #open(): SqlConnection {
    const { url, urlEnv, timeoutMs } = this.#spec
    return new SqlConnection({
      url,
      urlEnv,
      applicationName: `blackstart-probe ${this.#spec.id}`,
      connectTimeoutMs: timeoutMs + BACKSTOP_MS,
      statementTimeoutMs: timeoutMs + BACKSTOP_MS,
      lookup: this.#lookups.lookup,
    })
  }

  #release(connection: SqlConnection, reusable: boolean): void {
    this.#busy.delete(connection)
    if (!reusable) connection.destroy()
    else if (this.#spec.connection === 'fresh') connection.close()
    else this.#idle.push(connection)
  }
}

function statementFor({ id, kind, table, identity }: SqlProbeSpec): string {
  if (table === undefined) {
    if (kind === 'write') throw new Error(`stream '${id}' writes, and has no table`)
    return 'select 1'
  }
  return kind === 'write'
    ? `insert into ${quoteTable(table)} (writer, seq) values ($1, $2) returning writer, seq${identity === undefined ? '' : `, ${identity}`}`
    : `select max(seq) from ${quoteTable(table)} where writer = $1`
}

function observe(error: unknown): Pick<Observation, 'kind' | 'code'> {
  if (error instanceof DatabaseError) return { kind: 'sqlstate', code: error.code ?? '' }
  const { code, message } = error as NodeJS.ErrnoException
  // The library's own words for an end of the stream; it gives them no code.
  if (code === undefined && message.startsWith('Connection terminated')) return { kind: 'error', code: END_OF_STREAM }
  return { kind: 'error', code: code ?? '' }
}
