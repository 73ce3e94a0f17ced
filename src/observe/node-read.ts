import type { CanaryNode } from '../model/probe.ts'
import { quoteTable, SqlConnection } from './sql-connection.ts'
import type { WriteRange } from './write-ranges.ts'

/** Limit of connecting to a node, in milliseconds. */
const CONNECT_WITHIN_MS = 5_000

/** How many ranges are fetched at a time: bounds the memory that a badly fragmented table takes here. */
const FETCH_ROWS = 10_000

/** The largest seq that the history's format can hold. */
const LARGEST_SEQ = 0xffff_ffff

/** The node could not be read, or holds what no canary is. */
export class NodeReadError extends Error {
  override readonly name = 'NodeReadError'
}

/** What a node holds, by writer, as ordered and disjoint ranges. */
export type HeldWrites = ReadonlyMap<string, readonly WriteRange[]>

/**
 * Reads all (writer, seq) of one node, in one snapshot. The server sees every row; only ranges of consecutive seqs travel,
 * so millions of rows cost a handful of messages.
 *
 * @param signal - drops the connection at once
 * @throws NodeReadError
 */
export async function readNode(
  node: CanaryNode,
  table: string,
  withinMs: number,
  signal: AbortSignal,
): Promise<HeldWrites> {
  const connection = new SqlConnection({
    url: node.url,
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
    return await readSnapshot(connection, node, table)
  } catch (error) {
    const cause = limit.aborted ? limit.reason : error
    throw new NodeReadError(`${node.id} could not be read: ${textOf(cause)}`, { cause })
  } finally {
    limit.removeEventListener('abort', drop)
    connection.close()
  }
}

/**
 * Consecutive seqs of equal number have a constant difference to their position in the order ("gaps and islands"), so
 * grouping by that difference makes one row of each unbroken stretch. Duplicates form stretches of their own.
 */
function rangesQuery(table: string): string {
  return `
    select writer, min(seq) as lo, max(seq) as hi, copies
    from (
      select writer, seq, count(*) as copies,
             seq - row_number() over (partition by writer, count(*) order by seq) as island
      from ${quoteTable(table)}
      group by writer, seq
    ) as held
    group by writer, copies, island
    order by writer, lo`
}

async function readSnapshot({ client }: SqlConnection, { role }: CanaryNode, table: string): Promise<HeldWrites> {
  // One snapshot for all batches. Repeatable read is the strictest level that a hot standby offers.
  await client.query('begin isolation level repeatable read read only')
  if (role === 'writer') {
    const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
    if (rows[0]?.standby !== false) throw new Error('it is a standby, and what a standby holds is not what survived')
  }
  await client.query(`declare held no scroll cursor for ${rangesQuery(table)}`)
  const held = new Map<string, WriteRange[]>()
  for (let fetched = FETCH_ROWS; fetched === FETCH_ROWS;) {
    const { rows } = await client.query<(string | null)[]>({ text: `fetch ${FETCH_ROWS} from held`, rowMode: 'array' })
    for (const row of rows) addRange(held, row)
    fetched = rows.length
  }
  await client.query('commit')
  return held
}

function addRange(held: Map<string, WriteRange[]>, row: readonly (string | null)[]): void {
  const [writer, loText, hiText, copiesText] = row
  const range = { lo: Number(loText ?? NaN), hi: Number(hiText ?? NaN), copies: Number(copiesText) }
  // Refused rather than skipped: a row that nobody could have written must not vanish from the evidence.
  if (typeof writer !== 'string' || !(range.lo >= 0) || !(range.hi <= LARGEST_SEQ)) {
    throw new Error(
      `it holds a row that no canary is: writer ${String(writer)}, seq ${String(loText)}..${String(hiText)}`,
    )
  }
  const known = held.get(writer)
  if (known === undefined) held.set(writer, [range])
  else known.push(range)
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
