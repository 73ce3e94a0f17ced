import { expect } from 'chai'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Phase } from '../../src/drill/events.ts'
import { signalExactly } from '../../src/system/identity.ts'
import { DrillSandbox, provideK6, reportIn } from '../support/drill.ts'

const PHASES: readonly Phase[] = ['environment', 'warm-up', 'inject', 'recover', 'read-back']
const QUICK = ['database-kill', '--config', 'test/fixtures/quick/blackstart.config.ts']

describe('every way out of a drill', function () {
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

  for (const phase of PHASES) {
    for (const [name, signals] of [
      ['SIGINT', ['SIGINT']],
      ['SIGINT twice', ['SIGINT', 'SIGINT']],
      ['SIGTERM', ['SIGTERM']],
    ] as const) {
      it(`${name} in ${phase}: undone, inconclusive, nothing left`, async () => {
        const drill = await sandbox.start(...QUICK)
        await drill.phase(phase)
        for (const signal of signals) drill.signal(signal)
        const { code, stderr } = await drill.ended
        expect(code, stderr).to.equal(2)
        expect(await sandbox.remains()).to.deep.equal([])
        const report = reportIn(sandbox.record())
        expect(report.verdict).to.equal('inconclusive')
        expect(report.reasons.map((reason) => reason.code)).to.include('interrupted')
        expect(report.faults.filter(({ undo }) => undo?.undone !== true)).to.deep.equal([])
      })
    }

    it(`SIGKILL of the harness in ${phase}: the watchdog ends it, nothing left`, async () => {
      const drill = await sandbox.start(...QUICK)
      await drill.phase(phase)
      drill.signal('SIGKILL')
      expect((await drill.ended).signal).to.equal('SIGKILL')
      expect(await sandbox.remains()).to.deep.equal([])
      const report = reportIn(sandbox.record())
      expect(report.verdict).to.equal('inconclusive')
      expect(report.reasons.map((reason) => reason.code)).to.include('killed')
      expect(report.faults.filter(({ undo }) => undo?.undone !== true)).to.deep.equal([])
    })

    it(`SIGKILL of the watchdog in ${phase}: the harness ends it, nothing left`, async () => {
      const drill = await sandbox.start(...QUICK)
      await drill.phase(phase)
      signalExactly(drill.process('watchdog'), 'SIGKILL')
      const { code, stderr } = await drill.ended
      expect(code, stderr).to.equal(2)
      expect(await sandbox.remains()).to.deep.equal([])
      const report = reportIn(sandbox.record())
      expect(report.reasons.map((reason) => reason.code)).to.include('watchdog-lost')
      expect(report.faults.filter(({ undo }) => undo?.undone !== true)).to.deep.equal([])
    })
  }

  it('SIGKILL of harness and watchdog: the next start ends it', async () => {
    const drill = await sandbox.start(...QUICK)
    await drill.phase('recover')
    const watchdog = drill.process('watchdog')
    const killed = sandbox.record()
    signalExactly(watchdog, 'SIGKILL')
    drill.signal('SIGKILL')
    await drill.ended
    const next = await sandbox.start(...QUICK)
    await next.phase('environment')
    next.signal('SIGINT')
    await next.ended
    expect(await sandbox.remains()).to.deep.equal([])
    expect(existsSync(join(killed, 'report.json'))).to.equal(true)
    expect(reportIn(killed).reasons.map((reason) => reason.code)).to.include('killed')
  })
})
