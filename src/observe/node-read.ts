import type { SqlCanaryNode } from '../model/probe.ts'
import { scrub } from '../system/secrets.ts'
import { SeqColumn } from './seq-column.ts'
import { quoteTable, quoteText, SqlConnection } from './sql-connection.ts'

/** Limit of connecting to a node, in milliseconds. */
const CONNECT_WITHIN_MS = 5_000

/** How many rows are fetched at a time: bounds the memory that they take as texts, before they are numbers. */
const FETCH_ROWS = 10_000

/** The largest seq that the history's format can hold. */
const LARGEST_SEQ = 0xffff_ffff

/** The node could not be read, or holds what no canary is. */
export class NodeReadError extends Error {
  override readonly name = 'NodeReadError'
}

/** What a node holds, by writer: sorted seqs, a duplicate row appears twice. */
export type HeldWrites = ReadonlyMap<string, Uint32Array>

/**
 * Reads all (writer, seq) of one node, in one snapshot. The statement is the plainest there is: what it returns is what
 * the verdict rests on. A million rows take about a second.
 *
 * @param signal - drops the connection at once
 * @throws NodeReadError
 */
export async function readNode(
  node: SqlCanaryNode,
  table: string,
  withinMs: number,
  signal: AbortSignal,
): Promise<HeldWrites> {
  const connection = new SqlConnection({
    url: node.url,
    urlEnv: node.urlEnv,
    applicationName: 'blackstart-final-read',
    connectTimeoutMs: Math.min(CONNECT_WITHIN_MS, withinMs),
    statementTimeoutMs: withinMs,
  })
  const limit = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
  const drop = (): void => connection.destroy()
  limit.addEventListener('abort', drop)
  try {
    limit.throwIfAborted()
    await connection.connect()
    return await readSnapshot(connection, node, node.table ?? table)
  } catch (error) {
    const cause = limit.aborted ? limit.reason : error
    const text = scrub(textOf(cause), node.urlEnv === undefined ? [] : [node.urlEnv])
    throw new NodeReadError(`${node.id} could not be read: ${text}`, { cause })
  } finally {
    limit.removeEventListener('abort', drop)
    connection.close()
  }
}

async function readSnapshot(
  { client }: SqlConnection,
  { role, writers }: SqlCanaryNode,
  table: string,
): Promise<HeldWrites> {
  // One snapshot for all batches. Repeatable read is the strictest level that a hot standby offers.
  await client.query('begin isolation level repeatable read read only')
  if (role === 'writer') {
    const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
    if (rows[0]?.standby !== false) throw new Error('it is a standby, and what a standby holds is not what survived')
  }
  const ours = writers === undefined ? '' : ` where writer in (${writers.map(quoteText).join(', ')})`
  await client.query(
    `declare held no scroll cursor for select writer, seq from ${quoteTable(table)}${ours} order by writer, seq`,
  )
  const held = new Map<string, SeqColumn>()
  for (let fetched = FETCH_ROWS; fetched === FETCH_ROWS;) {
    const { rows } = await client.query<(string | null)[]>({ text: `fetch ${FETCH_ROWS} from held`, rowMode: 'array' })
    for (const row of rows) addRow(held, row)
    fetched = rows.length
  }
  await client.query('commit')
  return new Map([...held].map(([writer, seqs]) => [writer, seqs.toArray()]))
}

function addRow(held: Map<string, SeqColumn>, [writer, seqText]: readonly (string | null)[]): void {
  const seq = Number(seqText ?? NaN)
  // Refused rather than skipped: a row that nobody could have written must not vanish from the evidence.
  if (typeof writer !== 'string' || !(seq >= 0 && seq <= LARGEST_SEQ)) {
    throw new Error(`it holds a row that no canary is: writer ${String(writer)}, seq ${String(seqText)}`)
  }
  let seqs = held.get(writer)
  if (seqs === undefined) held.set(writer, (seqs = new SeqColumn()))
  seqs.push(seq)
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
