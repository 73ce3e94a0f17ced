import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { RecordFolder, writeJson } from '../../../src/drill/record.ts'
import { FaultLedger } from '../../../src/ledger/fault-ledger.ts'
import { readLedger } from '../../../src/ledger/read-ledger.ts'
import { bootId, takeOrigin } from '../../../src/system/clock.ts'
import { DrillSandbox, reportIn } from '../../support/drill.ts'
import { simulatedPlan } from '../../torture/simulated-drill.ts'

const QUICK = ['database-kill', '--config', 'test/fixtures/quick/blackstart.config.ts']

describe('blackstart recover', function () {
  this.timeout(60_000)
  let sandbox: DrillSandbox

  let temporary: string

  beforeEach(() => {
    // With its own drill lock: nothing is measured here, so it does not matter what else runs.
    temporary = mkdtempSync(join(tmpdir(), 'blackstart-recover-'))
    sandbox = new DrillSandbox({ env: { TMPDIR: temporary } })
  })
  afterEach(() => {
    sandbox.dispose()
    rmSync(temporary, { recursive: true })
  })

  /** What a drill leaves whose harness and watchdog were killed after the intent, when its lab is gone as well. */
  function abandonedDrill(): RecordFolder {
    const folder = RecordFolder.create(join(sandbox.reports, 'drill-1'))
    writeJson(folder.plan, { ...simulatedPlan(), environment: 'lab' })
    const ledger = FaultLedger.create(folder.ledger, {
      kind: 'header',
      version: 1,
      drillId: 'drill-1',
      handle: { environment: 'lab', bootId: bootId(), data: { folder: join(sandbox.labRoot, 'gone') } },
      origin: takeOrigin(),
      // Nobody has this start time.
      harness: { pid: process.pid, startedAt: '1' },
    })
    ledger.takeOver('test', 'a frame to damage')
    ledger.intend({
      fault: { kind: 'database.kill', role: 'primary' },
      faultIndex: 0,
      component: 'db-a',
      reversal: 'replaced-by-system',
      precondition: 'it is the primary',
      identity: {},
    })
    ledger.close()
    return folder
  }

  function damage(folder: RecordFolder, text: string): void {
    const bytes = readFileSync(folder.ledger)
    for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) bytes[at] = 0x21
    writeFileSync(folder.ledger, bytes)
  }

  const recover = (...args: string[]) => sandbox.command('recover', '--reports', sandbox.reports, ...args)

  it('has nothing to do where nothing is left', async () => {
    mkdirSync(sandbox.reports)
    expect(await recover()).to.include({ code: 0, stdout: 'Nothing is left to undo.\n' })
  })

  it('undoes what is in the ledger of a drill that nobody ends any more', async () => {
    const folder = abandonedDrill()
    const { code, stdout } = await recover()
    expect(stdout).to.include('Drill drill-1 is ended')
    expect(code).to.equal(0)
    expect(readLedger(folder.ledger)).to.include({ closedBy: 'recover' })
    expect(readLedger(folder.ledger).injections.map(({ state }) => state)).to.deep.equal(['confirmed'])
    expect(reportIn(folder.path).reasons.map((reason) => reason.code)).to.include('killed')
    expect((await recover()).stdout).to.equal('Nothing is left to undo.\n')
  })

  it('undoes what can be read of a damaged ledger, ends with 4, and no drill starts until a person has looked', async () => {
    const folder = abandonedDrill()
    damage(folder, 'a frame to damage')
    const damaged = await recover('--drill', 'drill-1')
    expect(damaged.code, damaged.stderr).to.equal(4)
    expect(damaged.stdout).to.include('is damaged before its end').and.to.include('look by hand')
    expect(readLedger(folder.ledger).injections.map(({ state }) => state)).to.deep.equal(['confirmed'])
    expect(reportIn(folder.path).reasons.map((reason) => reason.code)).to.include('undo-unverified')

    const refused = await sandbox.command('run', ...QUICK, '--reports', sandbox.reports)
    expect(refused.code, refused.stderr).to.equal(3)
    expect(refused.stderr).to.include('no drill starts over an unresolved one').and.to.include('drill-1')

    const [pasted = 'false'] = /^ {2}\S.* recover .*$/m.exec(refused.stderr) ?? []
    const byHand = spawnSync('sh', ['-c', `${pasted} --by-hand`], {
      env: sandbox.environment,
      encoding: 'utf8',
      cwd: '/',
    })
    expect(byHand.status, byHand.stderr).to.equal(0)
    expect((await recover()).stdout).to.equal('Nothing is left to undo.\n')
  })

  it('says of a ledger without a header what to do, and ends with 4', async () => {
    const folder = abandonedDrill()
    damage(folder, 'header')
    const { code, stdout } = await recover()
    expect(code).to.equal(4)
    expect(stdout).to.include('no copy of the header').and.to.include(folder.ledger)
    expect((await recover('--drill', 'drill-1', '--by-hand')).code).to.equal(0)
    expect((await recover()).code).to.equal(0)
  })

  it('refuses a drill that is not there', async () => {
    mkdirSync(sandbox.reports)
    const { code, stderr } = await recover('--drill', 'nobody')
    expect(code).to.equal(64)
    expect(stderr).to.include("--drill 'nobody'")
  })
})
