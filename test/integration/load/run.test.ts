import { expect } from 'chai'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readLoadEvidence, type LoadEvidence } from '../../../src/load/evidence.ts'
import { planK6, type K6Plan, type K6PlanInput } from '../../../src/load/plan.ts'
import { K6Run } from '../../../src/load/run.ts'
import { K6StartError } from '../../../src/load/errors.ts'
import { tidyRun } from '../../../src/load/tidy.ts'
import { OUTCOMES } from '../../../src/model/operation.ts'
import { takeOrigin } from '../../../src/system/clock.ts'
import { isAlive, signalExactly, type ProcessIdentity } from '../../../src/system/identity.ts'
import { waitFor } from '../../../src/system/wait.ts'
import { k6OrSkip } from './a-k6.ts'
import { OrderServer } from './order-server.ts'

const ROOT = join(import.meta.dirname, '../../..')
const ORDERS = join(ROOT, 'scenarios/load/orders.ts')

describe('K6Run', function () {
  this.timeout(60_000)
  let k6: string
  let folder: string
  let server: OrderServer
  let run: K6Run | undefined

  before(async function () {
    k6 = await k6OrSkip(this)
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blackstart-test-'))
    server = new OrderServer()
    await server.up()
  })
  afterEach(async () => {
    await run?.stop()
    run = undefined
    await server.down()
    await rm(folder, { recursive: true, force: true })
  })

  const plan = (input: Partial<K6PlanInput> = {}): K6Plan =>
    planK6({
      script: ORDERS,
      rate: 50,
      timeoutMs: 300,
      maxDurationMs: 60_000,
      url: server.url,
      runId: 't1',
      ...input,
    })
  const start = async (input: Partial<K6PlanInput> = {}): Promise<K6Run> => {
    run = await K6Run.start(k6, plan(input), folder)
    return run
  }
  const arrived = (): number => server.orders.get('k6-orders-t1')?.length ?? 0
  const arrive = (count: number): Promise<unknown> =>
    waitFor(`${count} orders arrive`, () => arrived() >= count, { timeoutMs: 20_000 })

  it('waits for its release, loads, and ends at the interrupt with every slot accounted for', async () => {
    const origin = takeOrigin()
    const load = await start()
    await sleep(300)
    expect(arrived()).to.equal(0)
    expect(JSON.parse(await readFile(load.files.process, 'utf8'))).to.deep.equal(load.identity)

    await load.release()
    await arrive(60)
    expect(await load.stop()).to.deep.equal({ code: 105, signal: null })
    expect(existsSync(load.files.process)).to.equal(false)

    const { accounting, streams, table } = await readLoadEvidence(folder, origin)
    expect(accounting).to.include({ exitCode: 105, endedEarly: false, dropped: 0 })
    expect(Math.abs(accounting.planned - accounting.started)).to.be.at.most(accounting.tolerance)
    expect(accounting.requestsCounted).to.equal(accounting.started - accounting.unfinished)
    expect(accounting.clockErrorMs).to.be.within(1, 3)
    expect(streams).to.containSubset([{ id: 'k6-orders', writer: 'k6-orders-t1', judged: false, intervalMs: 20 }])

    // Dense: 0, 1, 2...; and every acknowledged one did arrive.
    const seqs = [...table.seq].sort((a, b) => a - b)
    expect(seqs).to.deep.equal(seqs.map((_, i) => i))
    const acknowledged = seqsWith({ table }, 'ok')
    expect(acknowledged.length).to.be.at.least(59)
    expect(server.orders.get('k6-orders-t1')).to.include.members(acknowledged)
    expect(table.labels).to.include('one')
    expect([...server.headers]).to.not.include.members(['idempotency-key', 'x-idempotency-key'])
  })

  it('places its writes on the clock of the drill', async () => {
    const origin = takeOrigin()
    const load = await start()
    const before = sinceNs(origin)
    await load.release()
    await arrive(10)
    await load.stop()
    const after = sinceNs(origin)
    const { table, accounting } = await readLoadEvidence(folder, origin)
    const slack = accounting.clockErrorMs * 1e6
    for (let i = 0; i < table.length; i++) {
      expect(table.sentNs[i]).to.be.within(before - slack, after)
      const completed = table.completedNs[i] ?? NaN
      if (!Number.isNaN(completed)) expect(completed).to.be.within(table.sentNs[i] ?? NaN, after + slack)
    }
  })

  it('lets a script without a ledger witness: its requests, no names, and none of its secrets', async () => {
    process.env['PLAIN_TOKEN'] = 'planted-plain-4c1d'
    try {
      const origin = takeOrigin()
      const script = join(ROOT, 'test/fixtures/load/plain.js')
      const load = await start({ script, ledger: false, passEnv: ['PLAIN_TOKEN'] })
      await load.release()
      await waitFor('orders arrive', () => (server.orders.get('plain')?.length ?? 0) >= 30, { timeoutMs: 20_000 })
      server.behaviour = 'fail'
      await sleep(300)
      await load.stop()
      const raw = await readLoadEvidence(folder, origin)
      await tidyRun(load.files, ['PLAIN_TOKEN'])
      const { streams, table, accounting } = await readLoadEvidence(folder, origin)
      expect(table, 'the same from what is kept').to.deep.equal(raw.table)
      expect(streams).to.containSubset([{ id: 'k6-plain', kind: 'read', judged: false }])
      expect(seqsWith({ table }, 'ok').length).to.be.at.least(29)
      expect(seqsWith({ table }, 'info').length).to.be.greaterThan(0)
      expect(table.labels).to.include('server-error')
      expect(Math.abs(accounting.planned - accounting.started)).to.be.at.most(accounting.tolerance)
      expect(existsSync(load.files.points)).to.equal(false)
      for (const file of await readdir(folder)) {
        expect(await readFile(join(folder, file), 'utf8'), file).to.not.include('planted-plain')
      }
      expect(await readFile(load.files.console, 'utf8')).to.include('with ***')
    } finally {
      delete process.env['PLAIN_TOKEN']
    }
  })

  it('classifies what it meets in an outage', async () => {
    const origin = takeOrigin()
    const load = await start()
    await load.release()
    await arrive(5)
    for (const behaviour of ['reset', 'hang', 'conflict', 'fail'] as const) {
      server.behaviour = behaviour
      await sleep(200)
    }
    await server.down()
    await sleep(300)
    server.behaviour = 'accept'
    await server.up()
    const before = arrived()
    await arrive(before + 10)
    await sleep(400)
    await load.stop()

    const evidence = await readLoadEvidence(folder, origin)
    const classes = classesOf(evidence)
    expect(classes).to.include.members([
      'ok',
      'info connection-closed',
      'info timeout',
      'fail conflict',
      'info server-error',
      'fail connection-refused',
    ])
    const { planned, started, dropped, tolerance } = evidence.accounting
    expect(dropped).to.equal(0)
    expect(Math.abs(planned - started)).to.be.at.most(tolerance)
    // What is said to have failed really was never stored.
    expect(server.orders.get('k6-orders-t1')).to.not.include.members(seqsWith(evidence, 'fail'))
  })

  it('leaves requests in flight without an outcome when it is stopped', async () => {
    const origin = takeOrigin()
    const load = await start({ timeoutMs: 5_000 })
    await load.release()
    await arrive(5)
    server.behaviour = 'hang'
    await sleep(300)
    await load.stop()
    const evidence = await readLoadEvidence(folder, origin)
    expect(evidence.accounting.unfinished).to.be.at.least(5)
    expect(classesOf(evidence)).to.include('info no-outcome')
  })

  it('says that it ended early when somebody kills it', async () => {
    const origin = takeOrigin()
    const load = await start()
    await load.release()
    await arrive(20)
    signalExactly(load.identity, 'SIGKILL')
    expect(await load.exited).to.deep.equal({ code: null, signal: 'SIGKILL' })
    expect(await load.stop()).to.deep.equal({ code: null, signal: 'SIGKILL' })
    const { accounting } = await readLoadEvidence(folder, origin)
    expect(accounting).to.include({ endedEarly: true, exitCode: null })
    expect(accounting).to.not.have.property('requestsCounted')
    // The console file loses nothing by a kill.
    expect(accounting.started).to.be.at.least(20)
    expect(Math.abs(accounting.planned - accounting.started)).to.be.at.most(accounting.tolerance)
  })

  it('comes to its own end when nobody stops it, with the exact number of slots', async () => {
    const origin = takeOrigin()
    const load = await start({ maxDurationMs: 1_000 })
    await load.release()
    expect(await load.exited).to.deep.equal({ code: 0, signal: null })
    const { accounting } = await readLoadEvidence(folder, origin)
    expect(accounting).to.include({ planned: 51, endedEarly: true, exitCode: 0, unfinished: 0 })
    expect(accounting.started).to.be.within(50, 52)
  })

  it('can be stopped before it was released', async () => {
    const load = await start()
    await load.stop()
    expect(isAlive(load.identity)).to.equal(false)
    const { accounting, table } = await readLoadEvidence(folder, takeOrigin())
    expect(accounting).to.include({ planned: 0, started: 0 })
    expect(table.length).to.equal(0)
  })

  it('fails to start with what k6 said, and leaves nothing running', async () => {
    const script = join(folder, 'broken.ts')
    await writeFile(script, "throw new Error('boom')\nexport default function () {}")
    try {
      await start({ script })
      expect.fail('it was expected to reject')
    } catch (error) {
      expect(error).to.be.instanceOf(K6StartError)
      expect((error as K6StartError).message).to.contain('boom')
      expect((error as K6StartError).exitCode).to.equal(107)
    }
  })

  it('notes a write in which the script threw', async () => {
    const script = join(folder, 'throws.ts')
    const helper = JSON.stringify(join(ROOT, 'scenarios/load/blackstart-k6.ts'))
    const body = "export default function () { write(() => { throw new Error('script') }) }"
    await writeFile(script, `import { write } from ${helper}\n${body}\n`)
    const origin = takeOrigin()
    const load = await start({ script, maxDurationMs: 1_000 })
    await load.release()
    await load.exited
    const evidence = await readLoadEvidence(folder, origin)
    expect(classesOf(evidence)).to.deep.equal(['info script-exception'])
    expect(evidence.accounting.unfinished).to.equal(0)
  })

  it('dies with the harness', async () => {
    const record = join(folder, 'k6')
    const source = `
      import { K6Run } from ${JSON.stringify(join(ROOT, 'src/load/run.ts'))}
      const run = await K6Run.start(${JSON.stringify(k6)}, ${JSON.stringify(plan())}, ${JSON.stringify(record)})
      await run.release()
      console.log(JSON.stringify(run.identity))
      setInterval(() => {}, 1000)`
    const harness = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(harness.stdout, 'data')) as [Buffer]
    const identity = JSON.parse(line.toString()) as ProcessIdentity
    try {
      expect(isAlive(identity)).to.equal(true)
      harness.kill('SIGKILL')
      await waitFor('k6 is gone', () => !isAlive(identity), { timeoutMs: 5_000 })
    } finally {
      signalExactly(identity, 'SIGKILL')
    }
  })
})

function seqsWith({ table }: Pick<LoadEvidence, 'table'>, outcome: string): number[] {
  return [...table.seq].filter((_, i) => OUTCOMES[table.outcome[i] ?? -1] === outcome)
}

/** Outcome and error class of the writes, each once. */
function classesOf({ table }: LoadEvidence): string[] {
  const all = [...table.outcome].map((outcome, i) => {
    const errorClass = table.labels[table.errorClass[i] ?? 0] ?? ''
    return `${OUTCOMES[outcome] ?? ''} ${errorClass}`.trim()
  })
  return [...new Set(all)]
}

function sinceNs(origin: { readonly monotonicNs: string }): number {
  return Number(process.hrtime.bigint() - BigInt(origin.monotonicNs))
}
