import { expect } from 'chai'
import { locatePostgres } from '../../../src/environments/lab/postgres/binaries.ts'
import { queryOnce } from '../../../src/environments/lab/postgres/sql.ts'
import type { SqlProbeSpec } from '../../../src/model/probe.ts'
import { askOnce } from '../../../src/observe/ask.ts'
import { readFinalStates } from '../../../src/observe/canary-read.ts'
import { canaryTableSql, cleanTable } from '../../../src/observe/canary-table.ts'
import { httpSpec } from '../../support/probe-specs.ts'
import { PostgresLab } from '../lab/postgres-lab.ts'

const VARIABLE = 'BLACKSTART_TEST_DB'
const TABLE = 'drills.canary'
/** People see this; the variable says where it really is. */
const SHOWN = 'postgres://shown.example/shop'

describe('the table of canaries', function () {
  this.timeout(60_000)
  let lab: PostgresLab
  let url: string

  before(async () => {
    lab = await PostgresLab.make(await locatePostgres())
    url = (await lab.startClone('db')).url('orders')
    await queryOnce(url, 'create schema drills')
    await queryOnce(url, canaryTableSql(TABLE))
    process.env[VARIABLE] = url
  })
  after(async () => {
    delete process.env[VARIABLE]
    await lab?.remove()
  })

  function stream(given: Partial<SqlProbeSpec>): SqlProbeSpec {
    const { protocol: _, baseUrl: __, ...basics } = httpSpec({ timeoutMs: 5_000, intervalMs: 5_000, inFlightCap: 1 })
    return { ...basics, protocol: 'sql', url: SHOWN, urlEnv: VARIABLE, table: TABLE, ...given }
  }

  it('is made by its printed definition, and again without harm', async () => {
    await queryOnce(url, canaryTableSql(TABLE))
  })

  it('takes writes at the address that only the environment knows, and reads back ours alone', async () => {
    for (const seq of [0, 1]) {
      expect(await askOnce(stream({ writer: "blackstart-it's-w" }), seq)).to.include({ outcome: 'ok' })
    }
    // Nothing hides that a write was applied twice.
    await askOnce(stream({ writer: "blackstart-it's-w" }), 1)
    await askOnce(stream({ writer: 'somebody-else' }), 7)
    const node = { id: 'db', role: 'writer', url: SHOWN, urlEnv: VARIABLE, writers: ["blackstart-it's-w"] } as const
    const [read] = await readFinalStates({ nodes: [node], table: TABLE }, 10)
    expect(read).to.include({ complete: true, quiescent: true })
    expect([...(read?.writes ?? [])]).to.deep.equal([["blackstart-it's-w", Uint32Array.of(0, 1, 1)]])
  })

  it('is only asked for an answer where nothing may be written', async () => {
    const { table: _, ...readOnly } = stream({ kind: 'read' })
    expect(await askOnce(readOnly)).to.include({ outcome: 'ok' })
  })

  it('says that a table is missing, and that nobody is there', async () => {
    expect(await askOnce(stream({ table: 'none' }))).to.include({ outcome: 'fail', errorClass: 'statement-refused' })
    const { urlEnv: _, ...elsewhere } = stream({ url: 'postgres://postgres@127.0.0.1:1/x' })
    expect(await askOnce(elsewhere)).to.include({ errorClass: 'connection-refused' })
  })

  it('loses the rows of the writers that are named, and no others', async () => {
    const table = { url: SHOWN, urlEnv: VARIABLE, table: TABLE }
    expect(await cleanTable(table, "blackstart-it's-")).to.equal(3)
    expect(await queryOnce(url, 'select writer from drills.canary')).to.deep.equal([{ writer: 'somebody-else' }])
  })
})
