import { queryOnce } from '../src/environments/lab/postgres/sql.ts'
import { readNode } from '../src/observe/node-read.ts'
import { CalibrationPostgres, TABLE } from '../test/calibrate/real/postgres.ts'
import { ms, tableOf } from '../test/calibrate/table.ts'

const SIZES = [10_000, 100_000, 1_000_000] as const
const WITHIN_MS = 60_000

/** What one of the two final reads of a node costs. */
export async function finalReadCost(): Promise<string> {
  const postgres = await CalibrationPostgres.start()
  try {
    const rows: string[][] = []
    for (const size of SIZES) {
      await queryOnce(postgres.url, `truncate ${TABLE}`, [], WITHIN_MS)
      const insert = `insert into ${TABLE} (writer, seq) select 'bench', seq from generate_series(0, $1::int - 1) seq`
      await queryOnce(postgres.url, insert, [size], WITHIN_MS)
      await queryOnce(postgres.url, `analyze ${TABLE}`, [], WITHIN_MS)
      const start = performance.now()
      const node = { id: 'bench', role: 'writer', url: postgres.url } as const
      const held = await readNode(node, TABLE, WITHIN_MS, new AbortController().signal)
      rows.push([`${held.get('bench')?.length ?? 0} writes`, ms(performance.now() - start)])
    }
    return tableOf([['one final read of a node', 'ms'], ...rows])
  } finally {
    await postgres.remove()
  }
}
