import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { RecordFolder, writeJson } from '../../../src/drill/record.ts'
import type { LedgerHeader } from '../../../src/ledger/entries.ts'
import { FaultLedger } from '../../../src/ledger/fault-ledger.ts'
import { readLedger } from '../../../src/ledger/read-ledger.ts'
import { bootId, takeOrigin } from '../../../src/system/clock.ts'
import { hostIdentity } from '../../../src/system/host.ts'
import { identify } from '../../../src/system/identity.ts'
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
    sandbox = new DrillSandbox({ env: { BLACKSTART_LOCK_FOLDER: temporary } })
  })
  afterEach(() => {
    sandbox.dispose()
    rmSync(temporary, { recursive: true })
  })

  /** What a drill leaves whose harness and watchdog were killed after the intent, when its lab is gone as well. */
  function abandonedDrill(header: Partial<LedgerHeader> = {}, reports = sandbox.reports): RecordFolder {
    const folder = RecordFolder.create(join(reports, 'drill-1'))
    writeJson(folder.plan, { ...simulatedPlan(), environment: 'lab' })
    const ledger = FaultLedger.create(folder.ledger, {
      kind: 'header',
      version: 1,
      drillId: 'drill-1',
      handle: { environment: 'lab', bootId: bootId(), data: { folder: join(sandbox.labRoot, 'gone') } },
      origin: takeOrigin(),
      // Nobody has this start time.
      harness: { pid: process.pid, startedAt: '1' },
      ...header,
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

  it('touches nothing of a drill on another host, or in another container, and lets no drill start', async () => {
    const here = hostIdentity()
    const otherHost = { host: { ...here, name: 'elsewhere' } }
    const otherContainer = { host: { ...here, pidNamespace: 'pid:[1]' } }
    for (const [header, text] of [
      [otherHost, 'the host elsewhere'],
      [otherContainer, 'another container'],
    ] as const) {
      const folder = abandonedDrill(header)
      const before = readFileSync(folder.ledger)
      const { code, stdout } = await recover()
      expect(code, stdout).to.equal(4)
      expect(stdout).to.include(text).and.to.include('recover it there')
      expect(readFileSync(folder.ledger).equals(before), 'nothing was written').to.equal(true)
      rmSync(folder.path, { recursive: true })
    }
  })

  it('lets no drill start beside one whose harness lives, whoever holds the lock', async () => {
    const harness = identify(process.pid)
    if (harness === undefined) throw new Error('this process cannot be identified')
    abandonedDrill({ harness })
    const refused = await sandbox.command('run', ...QUICK, '--reports', sandbox.reports)
    expect(refused.code, refused.stderr).to.equal(3)
    expect(refused.stderr).to.include('drill drill-1 is running')
  })

  it('finds a drill that was left in another project', async () => {
    const elsewhere = join(sandbox.folder, 'elsewhere')
    const folder = abandonedDrill({}, elsewhere)
    const list = join(sandbox.folder, 'open-drills')
    mkdirSync(list)
    writeFileSync(join(list, 'drill-1.json'), JSON.stringify({ recordFolder: folder.path }))
    const { code, stdout } = await recover()
    expect(stdout).to.include('Drill drill-1 is ended')
    expect(code).to.equal(0)
    expect(readLedger(folder.ledger)).to.include({ closedBy: 'recover' })
    expect((await recover()).stdout).to.equal('Nothing is left to undo.\n')
    expect(readdirSync(list), 'the list').to.deep.equal([])
  })

  it('refuses a drill that is not there', async () => {
    mkdirSync(sandbox.reports)
    const { code, stderr } = await recover('--drill', 'nobody')
    expect(code).to.equal(64)
    expect(stderr).to.include("--drill 'nobody'")
  })
})
