import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readEvidence } from '../../src/drill/evidence.ts'
import { RecordFolder, readJson } from '../../src/drill/record.ts'
import { OUTCOMES } from '../../src/model/operation.ts'
import type { Report } from '../../src/report/schema.ts'
import { DrillSandbox, provideK6 } from '../support/drill.ts'
import { compareBySql, inForkAfter, missingIn } from '../support/lost-by-sql.ts'

const QUICK = '--config=test/fixtures/quick/blackstart.config.ts'

/** Refusals and resets: what a lost zone never sends. */
const LOUD = [
  'connection-refused',
  'connection-reset',
  'reset-before-sending',
  'connection-closed',
  'kept-connection-lost',
]

interface BadOperation {
  readonly stream: string
  readonly errorClass: string
  readonly sentMs: number
  readonly tookMs: number
}

/** What the clients outside of the zones saw that was not good. */
async function badOutside(record: string): Promise<readonly BadOperation[]> {
  const { operations, streams } = await readEvidence(new RecordFolder(record))
  const bad: BadOperation[] = []
  for (let row = 0; row < operations.length; row++) {
    const info = streams[operations.stream[row] ?? 0]
    if (info === undefined || !info.judged || OUTCOMES[operations.outcome[row] ?? 0] === 'ok') continue
    const sentMs = (operations.sentNs[row] ?? NaN) / 1e6
    bad.push({
      stream: info.id,
      errorClass: operations.labels[operations.errorClass[row] ?? 0] ?? '',
      sentMs,
      tookMs: (operations.completedNs[row] ?? NaN) / 1e6 - sentMs,
    })
  }
  return bad
}

/** The kinds of control-plane events among these, in their order. */
function course({ events }: Report, kinds: readonly string[]): readonly string[] {
  return events.map(({ kind }) => kind).filter((kind) => kinds.includes(kind))
}

function faultMs({ measurements }: Report): number {
  const { lo } = measurements.fault
  if (lo === null) throw new Error('nothing was injected')
  return lo
}

describe('faults inside a region, in real drills', function () {
  this.timeout(300_000)
  let sandbox: DrillSandbox

  before(async function () {
    this.timeout(900_000)
    await provideK6()
  })
  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox.dispose())

  /** Runs a drill and returns its report and its record; nothing may be left of it. */
  async function drilled(exitCode: number, ...args: string[]): Promise<{ report: Report; record: string }> {
    const drill = await sandbox.start(...args)
    const report = await drill.report()
    const { code, stderr } = await drill.ended
    expect(code, stderr).to.equal(exitCode)
    expect(await sandbox.remains()).to.deep.equal([])
    return { report, record: sandbox.record() }
  }

  it('zone.lose of the primary: clients time out and are never refused; the legs are told; all is back', async () => {
    const { report, record } = await drilled(0, 'zone-loss', QUICK)
    const bad = await badOutside(record)
    expect(bad.filter(({ errorClass }) => LOUD.includes(errorClass))).to.deep.equal([])
    // Before the load balancer has given the zone up, whoever is led there waits until its own timeout.
    const first = bad.filter(({ sentMs }) => sentMs >= faultMs(report) && sentMs < faultMs(report) + 200)
    expect(first.length).to.be.greaterThan(0)
    for (const { tookMs } of first) expect(tookMs).to.be.greaterThan(500)
    expect(bad.some(({ errorClass }) => errorClass === 'timeout')).to.equal(true)

    const legs = ['primary-lost', 'fence-unconfirmed', 'promoted', 'endpoint-moved', 'redundancy-restored']
    const told = course(report, legs)
    expect(told.slice(0, 4)).to.deep.equal(legs.slice(0, 4))
    expect(report.measurements.writes.lost).to.equal(0)
    expect(report.faults.map(({ kind, undo }) => [kind, undo?.undone])).to.deep.equal([['zone.lose', true]])
  })

  it('zone.lose of the standby: no write is acknowledged until the failover manager lets go of it', async () => {
    const { report, record } = await drilled(0, 'test/fixtures/faults/standby-zone-loss.ts', QUICK)
    const off = report.events.find(({ kind }) => kind === 'synchronous-off')?.at
    if (off === undefined || off.lo === null || off.hi === null) throw new Error('commits still wait for the standby')
    const { operations, streams } = await readEvidence(new RecordFolder(record))
    let stalled = 0
    let after = 0
    const returnedMs = report.faults[0]?.returnedMs ?? Infinity
    for (let row = 0; row < operations.length; row++) {
      const isWrite = streams[operations.stream[row] ?? 0]?.kind === 'write'
      if (!isWrite || OUTCOMES[operations.outcome[row] ?? 0] !== 'ok') continue
      const [sentMs, doneMs] = [(operations.sentNs[row] ?? NaN) / 1e6, (operations.completedNs[row] ?? NaN) / 1e6]
      if (sentMs > returnedMs && doneMs < off.lo) stalled += 1
      if (sentMs > off.hi) after += 1
    }
    expect(stalled, 'acknowledged while the standby was waited for').to.equal(0)
    expect(after, 'acknowledged without it').to.be.greaterThan(100)
    expect(course(report, ['standby-lost', 'synchronous-off', 'promoted'])).to.deep.equal([
      'standby-lost',
      'synchronous-off',
    ])
    expect(report.measurements.writes.lost).to.equal(0)
  })

  it('zone.isolate of an asynchronous primary: what it goes on acknowledging is in its fork, and nowhere else', async () => {
    const split = ['--set=replication=async', '--set=promote-unfenced=true']
    const { report, record } = await drilled(1, 'zone-isolation', QUICK, ...split)
    expect(report.reasons.map(({ code }) => code)).to.include('rpo-exceeded')
    const { zombies } = report.measurements.writes
    expect(zombies).to.be.greaterThan(0)

    const { lost } = await compareBySql(record, join(sandbox.labRoot, 'fork'))
    expect(missingIn(record).lost).to.deep.equal(lost)
    expect(report.measurements.writes.lost).to.equal(lost.length)
    expect(lost.filter((id) => id.startsWith('inside-a/')).length).to.be.at.least(zombies ?? Infinity)

    // By the databases' own clock: what the deposed one took after its successor had acknowledged for the first time.
    const [early, late] = await inForkAfter(record, join(sandbox.labRoot, 'fork'), 'inside-a', 50)
    expect(zombies).to.be.within(late, early)
  })

  it('zone.isolate of a synchronous primary: no zombie acknowledges', async () => {
    const { report } = await drilled(0, 'zone-isolation', QUICK)
    expect(report.measurements.writes.zombies).to.equal(0)
    expect(report.measurements.writes.lost).to.equal(0)
  })

  it('instance.terminate: partial, not total', async () => {
    const { report, record } = await drilled(0, 'instance-terminate', QUICK)
    const { operations, streams } = await readEvidence(new RecordFolder(record))
    const unhealthy = report.events.find(({ kind }) => kind === 'instance-unhealthy')?.at.hi ?? 0
    // Until the health checks have seen it, every other request is led to the dead instance.
    const untilMs = Math.max(unhealthy, faultMs(report) + 300)
    let [good, bad] = [0, 0]
    for (let row = 0; row < operations.length; row++) {
      const sentMs = (operations.sentNs[row] ?? NaN) / 1e6
      if (streams[operations.stream[row] ?? 0]?.judged !== true || sentMs < faultMs(report) || sentMs > untilMs)
        continue
      if (OUTCOMES[operations.outcome[row] ?? 0] === 'ok') good += 1
      else bad += 1
    }
    expect(bad, `${bad} bad, ${good} good`).to.be.greaterThan(0)
    expect(good / (good + bad), `${bad} bad, ${good} good`).to.be.within(0.25, 0.9)
    expect(course(report, ['instance-unhealthy', 'instance-replaced'])).to.deep.equal([
      'instance-unhealthy',
      'instance-replaced',
    ])
  })

  it('two faults at once and one after them: the clock starts with the one that says so', async () => {
    const { report } = await drilled(0, 'test/fixtures/faults/two-faults.ts', QUICK)
    const [terminate, lose, kill] = report.faults
    expect(report.faults.map(({ kind, startsClock, undo }) => [kind, startsClock, undo?.undone])).to.deep.equal([
      ['instance.terminate', false, true],
      ['standby.lose', false, true],
      ['database.kill', true, true],
    ])
    expect((lose?.askedMs ?? Infinity) - (terminate?.askedMs ?? 0)).to.be.lessThan(2_000)
    expect((kill?.askedMs ?? 0) - (terminate?.askedMs ?? Infinity)).to.be.within(8_000, 10_000)
    expect(report.measurements.fault.lo).to.be.within((kill?.askedMs ?? 0) - 1, (kill?.askedMs ?? 0) + 1)
    expect(course(report, ['standby-lost', 'primary-lost', 'promoted'])).to.deep.equal([
      'standby-lost',
      'primary-lost',
      'promoted',
    ])
  })

  it('a switchover says that detection was not exercised', async () => {
    const { report } = await drilled(0, 'database-failover', QUICK)
    expect([...report.assumptions, report.faults[0]?.proof?.text].join('\n')).to.contain('detection was not exercised')
    expect(course(report, ['primary-lost'])).to.deep.equal([])
  })

  it('a frozen primary is fenced, and nothing is lost', async () => {
    const { report } = await drilled(0, 'database-freeze', QUICK)
    expect(course(report, ['primary-lost', 'fenced', 'promoted'])).to.deep.equal(['primary-lost', 'fenced', 'promoted'])
  })

  describe('a fault of one’s own', () => {
    const file = (): string => join(sandbox.folder, 'broken')
    const paste = (command: string) =>
      spawnSync('/bin/sh', ['-c', command], { cwd: '/', env: sandbox.environment, encoding: 'utf8' })

    it('is undone beside one of the lab', async () => {
      process.env['BLACKSTART_TEST_FILE'] = file()
      const { report } = await drilled(0, 'test/fixtures/faults/own-command.ts', QUICK)
      expect(report.faults.map(({ kind, undo }) => [kind, undo?.undone])).to.deep.equal([
        ['database.kill', true],
        ['command', true],
      ])
      expect(existsSync(file())).to.equal(false)
    })

    it('that cannot be undone outlives the lab: exit 4, no drill starts, and what is printed works when it is pasted', async () => {
      process.env['BLACKSTART_TEST_FILE'] = file()
      process.env['BLACKSTART_TEST_STUCK'] = 'yes'
      try {
        const { report, record } = await drilled(4, 'test/fixtures/faults/own-command.ts', QUICK)
        expect(report.reasons.map(({ code }) => code)).to.include('undo-unverified')
        expect(readJson<Report>(join(record, 'report.json')).verdict).to.equal('inconclusive')
        expect(existsSync(file())).to.equal(true)
        const refused = await (await sandbox.start('database-kill', QUICK)).ended
        expect(refused.code, refused.stderr).to.equal(3)
        const byHand = /^ *by hand: (.+)$/m.exec(refused.stderr)?.[1]
        const recover = /^ *(.+ recover --drill .+)$/m.exec(refused.stderr)?.[1]
        if (byHand === undefined || recover === undefined) throw new Error(`nothing to paste in: ${refused.stderr}`)
        expect(paste(recover).status).to.equal(4)
        // What stood in the harness's way does not stand in the person's.
        delete process.env['BLACKSTART_TEST_STUCK']
        expect(paste(byHand)).to.include({ status: 0, stderr: '' })
        expect(existsSync(file())).to.equal(false)
        const closed = paste(recover)
        expect(closed.status, closed.stderr).to.equal(0)
        await drilled(0, 'database-kill', QUICK)
      } finally {
        delete process.env['BLACKSTART_TEST_STUCK']
      }
    })

    it('that asks a person is refused without a terminal', async () => {
      const drill = await sandbox.start('test/fixtures/faults/by-hand.ts', QUICK)
      const { code, stderr } = await drill.ended
      expect(code, stderr).to.equal(3)
      expect(stderr).to.contain('no terminal')
    })
  })
})
