import { expect } from 'chai'
import { locatePostgres } from '../../../src/environments/lab/postgres/binaries.ts'
import type { PostgresServer } from '../../../src/environments/lab/postgres/server.ts'
import type { CanaryNode } from '../../../src/model/probe.ts'
import { readFinalStates } from '../../../src/observe/canary-read.ts'
import { SqlConnection } from '../../../src/observe/sql-connection.ts'
import { freePort } from '../../../src/system/free-port.ts'
import { PostgresLab, streams } from '../lab/postgres-lab.ts'

const LONGEST_TIMEOUT_MS = 100

describe('readFinalStates', function () {
  this.timeout(60_000)

  let lab: PostgresLab
  let server: PostgresServer
  let admin: SqlConnection
  let writer: CanaryNode

  before(async () => {
    lab = await PostgresLab.make(await locatePostgres())
    server = await lab.startClone('db-a')
    writer = { id: 'db-a', role: 'writer', url: server.url('orders') }
    admin = new SqlConnection({
      url: server.url('orders'),
      applicationName: 'test',
      connectTimeoutMs: 5_000,
      statementTimeoutMs: 20_000,
    })
    await admin.connect()
  })
  beforeEach(() => admin.client.query('create table canary (writer text, seq bigint)'))
  afterEach(() => admin.client.query('drop table canary'))
  after(async () => {
    admin?.close()
    await lab?.remove()
  })

  const read = (...nodes: readonly CanaryNode[]) => readFinalStates({ nodes, table: 'canary' }, LONGEST_TIMEOUT_MS)

  it('reads every row: gaps, duplicates, several writers', async () => {
    await admin.client.query(`insert into canary
      select 'load', n from generate_series(0, 99999) n where n % 1000 <> 7
      union all select 'load', 500 union all select 'load', 500
      union all select 'probe', 3 union all select 'probe', 1`)
    const [found] = await read(writer)
    expect(found).to.include({ node: 'db-a', role: 'writer', complete: true, quiescent: true })
    expect(found?.error).to.equal(undefined)
    const expected = Array.from({ length: 100_000 }, (_, seq) => seq).filter((seq) => seq % 1_000 !== 7)
    const load = [...expected, 500, 500].sort((a, b) => a - b)
    expect([...(found?.writes ?? [])]).to.deep.equal([
      ['load', Uint32Array.from(load)],
      ['probe', Uint32Array.of(1, 3)],
    ])
  })

  it('reads a table in more pieces than are fetched at a time', async () => {
    await admin.client.query(`insert into canary select 'w', 2 * n from generate_series(0, 25000) n`)
    const [found] = await read(writer)
    expect(found?.writes.get('w')).to.deep.equal(Uint32Array.from({ length: 25_001 }, (_, n) => 2 * n))
  })

  it('an empty table is complete, and holds nothing', async () => {
    const [found] = await read(writer)
    expect(found).to.include({ complete: true, quiescent: true })
    expect(found?.writes.size).to.equal(0)
  })

  it('is not quiescent when the second read finds something else', async () => {
    // A table that changes without a race: each read is a session of its own, and sees the number of its own process.
    await admin.client.query(`create view changing as select 'w' as writer, pg_backend_pid() as seq`)
    try {
      const [found] = await readFinalStates({ nodes: [writer], table: 'changing' }, LONGEST_TIMEOUT_MS)
      expect(found).to.include({ complete: true, quiescent: false })
      expect(found?.writes.get('w')).to.have.lengthOf(1)
    } finally {
      await admin.client.query('drop view changing')
    }
  })

  it('a node that cannot be read is incomplete and says why, without voiding the others', async () => {
    const url = `postgresql://postgres@127.0.0.1:${await freePort()}/orders`
    const [good, bad] = await read(writer, { id: 'db-c', role: 'replica', url })
    expect(good).to.include({ complete: true, quiescent: true })
    expect(bad).to.include({ complete: false, quiescent: false })
    expect(bad?.error).to.match(/^db-c could not be read: .*ECONNREFUSED/)
  })

  it('a missing table is an error, not an empty read', async () => {
    const [found] = await readFinalStates({ nodes: [writer], table: 'nothing' }, LONGEST_TIMEOUT_MS)
    expect(found).to.include({ complete: false, quiescent: false })
  })

  for (const row of [`('w', -1)`, `('w', 4294967296)`, `(null, 1)`, `('w', null)`]) {
    it(`a row that no canary is makes the read incomplete: ${row}`, async () => {
      await admin.client.query(`insert into canary values ('w', 1), ${row}`)
      const [found] = await read(writer)
      expect(found).to.include({ complete: false })
      expect(found?.error).to.contain('a row that no canary is')
    })
  }

  it('gives up on a table that is locked', async () => {
    await admin.client.query('begin; lock table canary')
    try {
      const options = { readWithinMs: 200 }
      const [found] = await readFinalStates({ nodes: [writer], table: 'canary' }, LONGEST_TIMEOUT_MS, options)
      expect(found).to.include({ complete: false, quiescent: false })
      expect(found?.error).to.match(/^db-a could not be read: /)
    } finally {
      await admin.client.query('rollback')
    }
  })

  it('ends when it is aborted, before and between the reads', async () => {
    const aborted = (signal: AbortSignal): Promise<unknown> =>
      readFinalStates({ nodes: [writer], table: 'canary' }, 3_600_000, { signal }).catch((error: unknown) => error)
    const reason = new Error('interrupted')
    expect(await aborted(AbortSignal.abort(reason))).to.equal(reason)
    expect(await aborted(AbortSignal.timeout(200))).to.be.instanceOf(Error)
  })

  it('reads a standby as a replica, and does not take it for the writer', async () => {
    const standby = await lab.startClone('db-b', server)
    await streams(server, 'db-b', 'async')
    await admin.client.query(`insert into canary values ('w', 0), ('w', 1)`)
    const url = standby.url('orders')
    const [asReplica, asWriter] = await read({ id: 'b', role: 'replica', url }, { id: 'w', role: 'writer', url })
    expect(asReplica).to.include({ complete: true })
    expect(asReplica?.writes.get('w')).to.deep.equal(Uint32Array.of(0, 1))
    expect(asWriter).to.include({ complete: false })
    expect(asWriter?.error).to.contain('standby')
  })
})
