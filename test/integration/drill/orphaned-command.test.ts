import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { rescue } from '../../../src/drill/rescue.ts'
import { DISK } from '../../../src/ledger/ledger-disk.ts'
import { readLedger } from '../../../src/ledger/read-ledger.ts'
import { type ProcessIdentity, identify, isAlive, signalExactly } from '../../../src/system/identity.ts'
import { World, simulatedDriver } from '../../torture/simulated-environment.ts'

const HARNESS = join(import.meta.dirname, '../../fixtures/drills/slow-inject.ts')

/** What leads the group of the inject command, and what that has started. */
interface Family {
  readonly shell: ProcessIdentity
  readonly child: ProcessIdentity
}

describe('a command whose harness is killed', function () {
  this.timeout(30_000)
  let folder: string
  let family: Family | undefined

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-orphan-'))
  })
  afterEach(() => {
    for (const identity of Object.values(family ?? {}) as ProcessIdentity[]) signalExactly(identity, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  /** Starts a harness that injects a command which takes its time, and kills it in the middle. */
  async function killInTheMiddle(): Promise<Family> {
    const harness = spawn(process.execPath, [HARNESS, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(createInterface({ input: harness.stdout }), 'line')
    const [shell, child] = readFileSync(join(folder, 'pids'), 'utf8').trim().split(' ').map(Number).map(identify)
    if (shell === undefined || child === undefined) throw new Error('the command does not run')
    harness.kill('SIGKILL')
    await once(harness, 'exit')
    return { shell, child }
  }

  it('is dead before its fault is undone, with all that it has started', async () => {
    family = await killInTheMiddle()
    const record = join(folder, 'reports', 'drill-1')
    const remaining = await rescue({
      recordFolder: record,
      by: 'watchdog',
      reason: { code: 'killed', text: 'the harness was killed in a test' },
      drivers: () => simulatedDriver(new World(join(folder, 'world'))),
    })
    expect(remaining).to.deep.equal([])
    expect(Object.values(family).filter(isAlive)).to.deep.equal([])
    expect(existsSync(join(folder, 'broken'))).to.equal(false)
    expect(
      readFileSync(join(folder, 'undone'), 'utf8'),
      'undone, and undone again when nothing can come any more',
    ).to.equal('undone\nundone\n')
    expect(readLedger(join(record, 'ledger')).closedBy).to.equal('watchdog')
  })

  it('is dead, as its harness is, before anybody opens the ledger to write', async () => {
    const harness = spawn(process.execPath, [HARNESS, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(createInterface({ input: harness.stdout }), 'line')
    const ended = once(harness, 'exit')
    const identity = identify(harness.pid ?? 0)
    if (identity === undefined) throw new Error('the harness does not run')
    const living: boolean[] = []
    const open = (path: string) => {
      living.push(isAlive(identity))
      return DISK.open(path)
    }
    await rescue({
      recordFolder: join(folder, 'reports', 'drill-1'),
      by: 'watchdog',
      reason: { code: 'killed', text: 'the harness hung in a test' },
      drivers: () => simulatedDriver(new World(join(folder, 'world'))),
      disk: { ...DISK, open },
    })
    expect(living).to.deep.equal([false])
    await ended
  })

  it('dies by itself where nobody is left to end it', async () => {
    family = await killInTheMiddle()
    const gone = (): boolean => Object.values(family ?? {}).every((identity: ProcessIdentity) => !isAlive(identity))
    const deadline = performance.now() + 10_000
    while (!gone() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(gone()).to.equal(true)
    expect(existsSync(join(folder, 'broken'))).to.equal(false)
  })
})
