import { expect } from 'chai'
import { locatePostgres } from '../../../src/environments/lab/postgres/binaries.ts'
import { DATABASE_IDENTITY_SQL } from '../../../src/environments/lab/names.ts'
import type { PostgresServer } from '../../../src/environments/lab/postgres/server.ts'
import { NOTHING_FOUND } from '../../../src/model/operation.ts'
import type { SqlProbeSpec } from '../../../src/model/probe.ts'
import type { ProbeResult } from '../../../src/observe/probe.ts'
import { SqlConnection } from '../../../src/observe/sql-connection.ts'
import { SqlProbe } from '../../../src/observe/sql-probe.ts'
import { freePort } from '../../../src/system/free-port.ts'
import { waitFor } from '../../../src/system/wait.ts'
import { httpSpec } from '../../support/probe-specs.ts'
import { PostgresLab } from '../lab/postgres-lab.ts'

describe('SqlProbe', function () {
  this.timeout(60_000)

  let lab: PostgresLab
  let server: PostgresServer
  let admin: SqlConnection
  const probes: SqlProbe[] = []

  before(async () => {
    lab = await PostgresLab.make(await locatePostgres())
    server = await lab.startClone('db')
    admin = await session()
  })
  beforeEach(() =>
    admin.client.query(`create table "the canary" (writer text not null, seq bigint not null, unique (writer, seq))`),
  )
  afterEach(async () => {
    for (const probe of probes.splice(0)) probe.close()
    await admin.client.query('drop table "the canary"')
  })
  after(async () => {
    admin?.close()
    await lab?.remove()
  })

  function probe(given: Partial<SqlProbeSpec> = {}): (seq: number, atLeastSeq?: number) => Promise<ProbeResult> {
    const { baseUrl: _, ...basics } = httpSpec({ timeoutMs: 2_000 })
    const made = new SqlProbe({
      ...basics,
      protocol: 'sql',
      url: server.url('orders'),
      table: 'public.the canary',
      ...given,
    })
    probes.push(made)
    return (seq, atLeastSeq = -1) => new Promise((resolve) => made.send(seq, atLeastSeq, resolve))
  }

  async function session(): Promise<SqlConnection> {
    const connection = new SqlConnection({
      url: server.url('orders'),
      applicationName: 'test',
      connectTimeoutMs: 5_000,
      statementTimeoutMs: 5_000,
    })
    await connection.connect()
    return connection
  }

  const sessions = async (condition = 'true'): Promise<number[]> => {
    const { rows } = await admin.client.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name like 'blackstart-probe%' and ${condition}`,
    )
    return rows.map(({ pid }) => pid)
  }

  const OK: ProbeResult = { outcome: 'ok', errorClass: '', servedBy: '' }

  for (const connection of ['fresh', 'pooled'] as const) {
    it(`writes and reads back over ${connection} connections`, async () => {
      const write = probe({ connection })
      const read = probe({ connection, kind: 'read' })
      expect(await read(0)).to.deep.equal({ ...OK, value: NOTHING_FOUND })
      expect(await read(0, 0)).to.include({ outcome: 'wrong', errorClass: 'stale-read', value: NOTHING_FOUND })
      expect(await write(5)).to.deep.equal(OK)
      expect(await write(6)).to.deep.equal(OK)
      expect(await read(0, 6)).to.deep.equal({ ...OK, value: 6 })
      expect(await read(0, 7)).to.include({ outcome: 'wrong', errorClass: 'stale-read' })
    })
  }

  it('learns which database, in which epoch, acknowledged a write', async () => {
    const { rows } = await admin.client.query<{ timeline: number }>(
      'select timeline_id as timeline from pg_control_checkpoint()',
    )
    const database = `db/${rows[0]?.timeline ?? 0}`
    expect(await probe({ identity: DATABASE_IDENTITY_SQL })(5)).to.deep.equal({ ...OK, database })
  })

  it('ends the session after each statement of a fresh stream', async () => {
    await probe({ connection: 'fresh' })(0)
    await waitFor('the session has ended', async () => (await sessions()).length === 0, { timeoutMs: 5_000 })
  })

  it('keeps the session of a pooled stream, and makes a new one after it was lost', async () => {
    const write = probe({ connection: 'pooled' })
    await write(0)
    const before = await sessions()
    await write(1)
    expect(await sessions()).to.deep.equal(before)
    await admin.client.query('select pg_terminate_backend($1, 5000)', before)
    await waitFor('the probe has noticed', async () => (await write(2)).outcome === 'ok', { timeoutMs: 5_000 })
    const after = await sessions()
    expect(after).to.have.lengthOf(1)
    expect(after).to.not.deep.equal(before)
  })

  it('a write that nobody answers in time is info, and does not hold up the next', async () => {
    const write = probe({ connection: 'pooled', timeoutMs: 200 })
    const elsewhere = await session()
    try {
      await elsewhere.client.query('begin; lock table "the canary"')
      const results = await Promise.all([write(0), write(1)])
      expect(results.map(({ errorClass }) => errorClass)).to.deep.equal(['timeout', 'timeout'])
    } finally {
      elsewhere.destroy()
    }
    await waitFor('writes work again', async () => (await write(2)).outcome === 'ok', { timeoutMs: 5_000 })
  })

  it('a session that is ended under its statement is info', async () => {
    const write = probe({ connection: 'pooled' })
    await write(0)
    const [pid] = await sessions()
    const elsewhere = await session()
    try {
      await elsewhere.client.query('begin; lock table "the canary"')
      const result = write(1)
      await waitFor('the write waits', async () => (await sessions("wait_event_type = 'Lock'")).length === 1, {
        timeoutMs: 5_000,
      })
      await admin.client.query('select pg_terminate_backend($1, 5000)', [pid])
      expect(await result).to.include({ outcome: 'info', errorClass: 'session-terminated' })
    } finally {
      elsewhere.destroy()
    }
  })

  it('nobody listening is fail', async () => {
    const url = `postgresql://postgres@127.0.0.1:${await freePort()}/orders`
    expect(await probe({ url })(0)).to.include({ outcome: 'fail', errorClass: 'connection-refused' })
  })

  it('a refused session is fail', async () => {
    expect(await probe({ url: server.url('nowhere') })(0)).to.include({ outcome: 'fail', errorClass: 'login-refused' })
  })

  it('a read-only server is fail', async () => {
    const url = `${server.url('orders')}?options=-c%20default_transaction_read_only%3Don`
    expect(await probe({ url })(0)).to.include({ outcome: 'fail', errorClass: 'read-only' })
  })

  it('a broken constraint is fail', async () => {
    const write = probe()
    await write(0)
    expect(await write(0)).to.include({ outcome: 'fail', errorClass: 'constraint' })
  })

  it('a missing table is fail', async () => {
    expect(await probe({ table: 'nothing' })(0)).to.include({ outcome: 'fail', errorClass: 'statement-refused' })
  })
})
