import { join } from 'node:path'
import { expect } from 'chai'
import { readLedger } from '../../../src/ledger/read-ledger.ts'
import type { Report } from '../../../src/report/schema.ts'
import { signalExactly } from '../../../src/system/identity.ts'
import { DrillSandbox, provideK6, reportIn, ROOT } from '../../support/drill.ts'
import { labelledRemains, whyNoContainers } from '../../support/engine.ts'

const NONE = whyNoContainers()

const SLOW = join(ROOT, 'test', 'fixtures', 'containers', 'slow', 'scenarios', 'slow-answers.ts')
const TAKEN_OVER = ['promoted', 'endpoint-moved', 'redundancy-restored']

/** The same scenario files as in the lab, with what each hits, and what the failover manager does about it. */
const SCENARIOS: readonly (readonly [name: string, hits: RegExp, course: readonly string[]])[] = [
  ['database-kill', /^db-a$/, ['primary-lost', 'fenced', ...TAKEN_OVER]],
  // The agent that would fence the server is frozen with its container.
  ['database-freeze', /^db-a$/, ['primary-lost', 'fence-unconfirmed', ...TAKEN_OVER]],
  ['instance-terminate', /^service-/, []],
  ['zone-loss', /^zone-a$/, ['primary-lost', 'fence-unconfirmed', ...TAKEN_OVER]],
  ['zone-isolation', /^zone-a$/, ['primary-lost', 'fence-unconfirmed', ...TAKEN_OVER]],
]

describe(`drills in containers: the sample stack${NONE === undefined ? '' : ` (skipped: ${NONE})`}`, function () {
  this.timeout(300_000)
  let sandbox: DrillSandbox

  before(async function () {
    this.timeout(900_000)
    if (NONE !== undefined) this.skip()
    await provideK6()
  })
  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox?.dispose())

  for (const [scenario, hits, course] of SCENARIOS) {
    it(`${scenario}: recovers, loses nothing, and leaves nothing`, async () => {
      const drill = await sandbox.start(scenario, '--env', 'containers')
      const report = await drill.report()
      expect(report.verdict, JSON.stringify(report.reasons)).to.equal('pass')
      expect((await drill.ended).code).to.equal(0)
      expect(report.faults.map(({ component }) => component)).to.satisfy((hit: string[]) =>
        hit.every((one) => hits.test(one)),
      )
      expect(report.events.map(({ kind }) => kind)).to.include.members([...course])
      measured(report)
      if (/kill|terminate/.test(scenario)) livedAgain(report)
      expect(labelledRemains()).to.deep.equal([])
    })
  }

  it('is slow for as long as what its load balancer sends is late, and no longer', async () => {
    const drill = await sandbox.start(SLOW, '--env', 'containers')
    const report = await drill.report()
    expect(report.verdict, JSON.stringify(report.reasons)).to.equal('pass')
    measured(report, 100)
    // It lasts five seconds, and what takes longer than 250 ms is not good.
    expect(report.measurements.rtaMs.lo).to.be.greaterThan(4_500)
    expect(report.objectives.map(({ name, verdict }) => [name, verdict])).to.deep.include(['latency', 'pass'])
    const [injection] = readLedger(join(sandbox.record(), 'ledger')).injections
    expect(injection?.proof?.text).to.match(/held for 400 ms by a relay|netem delay 400ms/)
    expect(labelledRemains()).to.deep.equal([])
  })

  it('is brought back by people, with the runbook of the lab', async () => {
    const drill = await sandbox.start('database-kill-by-hand', '--env', 'containers')
    const report = await drill.report()
    expect(report.verdict, JSON.stringify(report.reasons)).to.equal('pass')
    expect(report.runbook?.outcome).to.equal('done')
    measured(report)
    expect(labelledRemains()).to.deep.equal([])
  })

  /** What undoes it, by its own proof: that the stack is removed afterwards would hide an undo that does nothing. */
  const UNDONE = [
    ['database-freeze', /database\.freeze: .* is frozen/, /the container of db-a is running/],
    [
      'zone-isolation',
      /zone\.isolate: .* drop whatever crosses/,
      /nothing is dropped at the border of zone-a, and all/,
    ],
  ] as const
  for (const [scenario, broken, mended] of UNDONE) {
    it(`${scenario}: the watchdog undoes it and removes all when the harness is killed in mid-fault`, async () => {
      const drill = await sandbox.start(scenario, '--env', 'containers')
      await drill.line(broken)
      drill.signal('SIGKILL')
      await drill.ended
      const deadline = performance.now() + 60_000
      while (labelledRemains().length > 0 && performance.now() < deadline) await new Promise((r) => setTimeout(r, 200))
      expect(labelledRemains()).to.deep.equal([])
      expect(await sandbox.remains()).to.deep.equal([])
      const { injections, closedBy } = readLedger(join(sandbox.record(), 'ledger'))
      expect(closedBy).to.equal('watchdog')
      expect(injections).to.have.length(1)
      expect(injections[0]).to.deep.include({ state: 'confirmed', undoneBy: 'watchdog' })
      expect(injections[0]?.confirmation?.text).to.match(mended)
      const { verdict, reasons } = reportIn(sandbox.record())
      expect(verdict).to.equal('inconclusive')
      expect(reasons.map(({ code }) => code)).to.include('killed')
    })
  }

  it('is woken up and removed by recover where harness and watchdog are both killed', async () => {
    const drill = await sandbox.start('database-freeze', '--env', 'containers')
    await drill.line(/database\.freeze: .* is frozen/)
    const watchdog = drill.process('watchdog')
    expect(signalExactly(watchdog, 'SIGKILL')).to.equal(true)
    drill.signal('SIGKILL')
    await drill.ended
    expect(labelledRemains()).not.to.deep.equal([])
    const { code, stdout, stderr } = await sandbox.command('recover', '--reports', sandbox.reports)
    expect(code, `${stdout}${stderr}`).to.equal(0)
    expect(labelledRemains()).to.deep.equal([])
    expect(await sandbox.remains()).to.deep.equal([])
    const { injections, closedBy } = readLedger(join(sandbox.record(), 'ledger'))
    expect(closedBy).to.equal('recover')
    expect(injections[0]).to.deep.include({ state: 'confirmed', undoneBy: 'recover' })
    expect(injections[0]?.confirmation?.text).to.include('the container of db-a is running')
  })

  /** That the engine tells when the container that was hit died, after the fault was asked for, and when it started again. */
  function livedAgain({ faults, events }: Report): void {
    const [hit] = faults
    const lives = events.filter(
      ({ component, source }) => component === hit?.component && source === 'container engine',
    )
    expect(lives.map(({ kind }) => kind)).to.include.members(['container-died', 'container-started'])
    for (const { at } of lives) {
      expect(at.hi).to.be.greaterThan(hit?.askedMs ?? Infinity)
      // As exactly as the engine answers, on whatever machine.
      expect((at.hi ?? Infinity) - (at.lo ?? 0)).to.be.lessThan(1_000)
    }
  }

  /** That there is a figure, and what it is. */
  function measured({ drill, measurements }: Report, atLeast = 1_000): void {
    const { rtaMs, rpaSeconds, writes } = measurements
    expect(rtaMs.lo, 'RTA').to.be.a('number')
    expect(rtaMs.hi, 'RTA').to.be.a('number')
    expect(rpaSeconds.lo, 'RPA').to.equal(0)
    expect(rpaSeconds.hi, 'RPA').to.be.a('number')
    expect(writes.lost).to.equal(0)
    expect(writes.acknowledged).to.be.greaterThan(atLeast)
    process.stdout.write(
      `      ${drill.scenario}: RTA ${rtaMs.lo}-${rtaMs.hi} ms, RPA ${rpaSeconds.lo}-${rpaSeconds.hi} s, ${writes.acknowledged} writes\n`,
    )
  }
})
