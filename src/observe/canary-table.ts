import { quoteTable, SqlConnection } from './sql-connection.ts'

/** Limit of connecting and of deleting, each, in milliseconds. */
const WITHIN_MS = 30_000

/**
 * The definition of a table of canaries, for PostgreSQL. Deliberately without a unique key: one would turn a write that
 * was applied twice, by a retry on the way, into an error, and hide it.
 */
export function canaryTableSql(table: string): string {
  const name = quoteTable(table)
  return [
    '-- Canaries of Blackstart: each row is one write whose survival is checked after a drill.',
    '-- Remove them with: blackstart canary clean',
    `create table if not exists ${name} (`,
    "  writer text not null,  -- which drill and stream: 'blackstart-<drill>-<stream>'",
    '  seq bigint not null,   -- dense for each writer, so that a lost write is a missing number',
    '  written_at timestamptz not null default now()',
    ');',
    `create index if not exists ${quoteTable(`${table.split('.').at(-1) ?? table}_writer_seq`)} on ${name} (writer, seq);`,
    '-- The role that probes needs no more than this:',
    `--   grant select, insert, delete on ${name} to <role>;`,
    '',
  ].join('\n')
}

/** Where a table of canaries is. */
export interface CanaryTable {
  readonly url: string
  readonly urlEnv?: string
  readonly table: string
}

/**
 * Deletes the rows of all writers whose names begin so.
 *
 * @returns how many there were
 * @throws what `pg` throws
 */
export async function cleanTable({ url, urlEnv, table }: CanaryTable, writerPrefix: string): Promise<number> {
  const connection = new SqlConnection({
    url,
    urlEnv,
    applicationName: 'blackstart-canary-clean',
    connectTimeoutMs: WITHIN_MS,
    statementTimeoutMs: WITHIN_MS,
  })
  try {
    await connection.connect()
    const text = `delete from ${quoteTable(table)} where starts_with(writer, $1)`
    const { rowCount } = await connection.client.query(text, [writerPrefix])
    return rowCount ?? 0
  } finally {
    connection.close()
  }
}
