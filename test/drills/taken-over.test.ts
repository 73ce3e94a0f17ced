import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import { isAlive, signalExactly } from '../../src/system/identity.ts'
import { waitFor } from '../../src/system/wait.ts'
import { DrillSandbox, reportIn } from '../support/drill.ts'

const QUICK = ['database-kill', '--config', 'test/fixtures/quick/blackstart.config.ts']

describe('a drill that somebody else ends', function () {
  this.timeout(120_000)
  let sandbox: DrillSandbox

  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox.dispose())

  it('a harness that is stopped past the takeover is killed, and everything is undone', async () => {
    const drill = await sandbox.start(...QUICK)
    await drill.phase('recover')
    const harness = drill.process('harness')
    expect(signalExactly(harness, 'SIGSTOP')).to.equal(true)
    await waitFor('the watchdog to kill the stopped harness', () => !isAlive(harness), {
      timeoutMs: 30_000,
      everyMs: 50,
    })
    expect((await drill.ended).signal).to.equal('SIGKILL')
    await waitFor('the report', () => existsSync(join(sandbox.record(), 'report.json')), {
      timeoutMs: 30_000,
      everyMs: 50,
    })
    expect(await sandbox.remains()).to.deep.equal([])
    const ledger = readLedger(join(sandbox.record(), 'ledger'))
    expect(ledger).to.include({ epoch: 2, closedBy: 'watchdog' })
    expect(ledger.injections.map(({ state }) => state)).to.deep.equal(['confirmed'])
    const { verdict, reasons } = reportIn(sandbox.record())
    expect(verdict).to.equal('inconclusive')
    expect(reasons.find(({ code }) => code === 'killed')?.text).to.include('no sign of life')
  })

  it('a watchdog that is stopped is killed at the end: continued later, it would undo what nobody has done', async () => {
    const drill = await sandbox.start(...QUICK)
    await drill.phase('recover')
    const watchdog = drill.process('watchdog')
    expect(signalExactly(watchdog, 'SIGSTOP')).to.equal(true)
    const { code, stderr } = await drill.ended
    expect(code, stderr).to.equal(0)
    expect(isAlive(watchdog)).to.equal(false)
    expect(await sandbox.remains()).to.deep.equal([])
    expect(readLedger(join(sandbox.record(), 'ledger'))).to.include({ epoch: 1, closedBy: 'harness' })
  })

  it('a drill whose record is removed under its feet: ended with 4, and nothing is left running', async () => {
    const drill = await sandbox.start(...QUICK)
    await drill.phase('recover')
    rmSync(sandbox.record(), { recursive: true })
    const { code, stderr } = await drill.ended
    expect(code, stderr).to.equal(4)
    expect(stderr).to.include('what this process knows of is undone, and somebody must look for more')
    expect(await sandbox.remains()).to.deep.equal([])
  })

  it('blackstart abort: undone, inconclusive as stopped', async () => {
    const drill = await sandbox.start(...QUICK)
    await drill.phase('recover')
    const abort = await sandbox.command('abort')
    expect(abort.code, abort.stderr).to.equal(0)
    const { code, stderr } = await drill.ended
    expect(code, stderr).to.equal(2)
    expect(await sandbox.remains()).to.deep.equal([])
    const { reasons, faults } = reportIn(sandbox.record())
    expect(reasons.map((reason) => reason.code)).to.include('stopped')
    expect(faults.filter(({ undo }) => undo?.undone !== true)).to.deep.equal([])
    expect((await sandbox.command('abort')).stdout).to.equal('No drill is running.\n')
  })
})
