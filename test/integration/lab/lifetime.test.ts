import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { labDriver } from '../../../src/environments/lab/driver.ts'
import { LabFolder } from '../../../src/environments/lab/folder.ts'
import { LabStartError, startLabd } from '../../../src/environments/lab/start-labd.ts'
import { sweepLabs } from '../../../src/environments/lab/sweep.ts'
import { labDown, labStatus, LabRunningError, labUp } from '../../../src/environments/lab/up.ts'
import { isAlive, type ProcessIdentity, signalExactly } from '../../../src/system/identity.ts'
import { waitFor } from '../../../src/system/wait.ts'
import { fastSettings, intend, LabRoot, LAUNCHER, openLab, signalLabd, Traces, type OpenLab } from './lab-harness.ts'

const KILL_PRIMARY = { kind: 'database.kill', role: 'primary' } as const

/** What killed servers leave in shared memory when they are not told to keep it in a file. */
function posixSegments(): readonly string[] {
  return existsSync('/dev/shm') ? readdirSync('/dev/shm').filter((name) => name.startsWith('PostgreSQL.')) : []
}

describe('The life of a lab', function () {
  this.timeout(60_000)
  let root: LabRoot
  let open: OpenLab | undefined

  before(async () => {
    root = await LabRoot.make()
  })

  afterEach(async () => {
    await open?.environment.close('destroy')
    open = undefined
  })

  after(() => root.remove())

  it('tells when labd is killed; whoever comes next clears away what is left, and nothing else', async () => {
    const dead = await openLab(root)
    open = await openLab(root)
    const traces = await Traces.take(dead.folder)
    const injection = await intend(dead, KILL_PRIMARY)
    const labd = signalLabd(dead.folder, 'SIGKILL')
    expect(await dead.environment.died).to.match(/labd/)
    // Its connections close before it is gone; until then it is alive, and its lab nobody's to clear away.
    await waitFor('labd to be gone', () => !isAlive(labd), { timeoutMs: 10_000 })
    expect(await sweepLabs()).to.deep.equal([dead.folder.root])
    await traces.expectNoneLeft()
    expect(await labDriver.reconnect(dead.handle).then(({ faults }) => faults.undone(injection))).to.include({
      holds: true,
    })
    expect((await fetch(`${open.environment.customerUrl}/healthz`)).status).to.equal(200)
    await dead.environment.close('destroy')
  })

  it('is cleared away by a rescuer who has only its handle, though labd is dead', async () => {
    open = await openLab(root)
    const traces = await Traces.take(open.folder)
    const injection = await intend(open, KILL_PRIMARY)
    signalLabd(open.folder, 'SIGKILL')
    await open.environment.died
    const recovered = await labDriver.reconnect(open.handle)
    await traces.expectNoneLeft()
    await recovered.faults.undo(injection)
    expect((await recovered.faults.undone(injection)).holds).to.equal(true)
    await recovered.destroy()
  })

  it('goes down in order when labd gets SIGTERM', async () => {
    open = await openLab(root)
    const traces = await Traces.take(open.folder)
    signalLabd(open.folder, 'SIGTERM')
    await open.environment.died
    await traces.expectNoneLeft()
  })

  it('goes down when a part dies that it cannot be without', async () => {
    open = await openLab(root)
    const traces = await Traces.take(open.folder)
    const relay = JSON.parse(readFileSync(join(open.folder.pidFolder, 'relay-a.json'), 'utf8')) as ProcessIdentity
    signalExactly(relay, 'SIGKILL')
    await open.environment.died
    await traces.expectNoneLeft()
  })

  it('refuses those from whom the drill was taken over, but not the undoing', async () => {
    open = await openLab(root)
    const stale = await intend(open, KILL_PRIMARY, 1, 1)
    const rescuer = await labDriver.reconnect(open.handle)
    const newer = await intend(open, KILL_PRIMARY, 2, 2)
    expect((await rescuer.faults.undone(newer)).text).to.match(/never killed/)
    const error = await open.environment.faults.inject(stale).catch((reason: unknown) => reason)
    expect((error as Error).name).to.equal('StaleEpochError')
    const evidence = await open.environment.faults.verify(stale)
    expect(evidence.holds).to.equal(false)
    await open.environment.faults.undo(stale)
    await rescuer.destroy()
  })

  it('says why when it does not come up, and leaves nothing', async () => {
    const folder = new LabFolder(join(root.path, 'broken'))
    const config = { folder: folder.root, evidenceFolder: join(root.path, 'record'), leaseMs: null }
    const launcher = {
      command: process.execPath,
      args: ['-e', 'console.error("no such thing"); process.exit(3)', '--'],
    }
    const error = await startLabd({ ...config, settings: fastSettings(), launcher }, folder).catch(
      (reason: unknown) => reason,
    )
    expect(error).to.be.an.instanceOf(LabStartError)
    expect((error as LabStartError).logTail).to.equal('no such thing\n')
    expect(existsSync(folder.root)).to.equal(false)
  })

  it('leaves nothing when its start is called off', async () => {
    const before = posixSegments()
    for (const afterMs of [150, 600, 1_000, 1_400]) {
      const outcome = await openLab(root, {}, AbortSignal.timeout(afterMs)).catch((error: Error) => error)
      if (outcome instanceof Error) expect(outcome.name).to.equal('TimeoutError')
      else await outcome.environment.close('destroy')
    }
    expect(await sweepLabs()).to.deep.equal([])
    expect(posixSegments().filter((name) => !before.includes(name))).to.deep.equal([])
  })

  it('stays up without a drill until it is told to go', async () => {
    expect(await labStatus()).to.equal(undefined)
    const up = await labUp(LAUNCHER, fastSettings())
    try {
      expect((await fetch(`${up.info.customerUrl}/orders/latest?writer=w`)).status).to.equal(200)
      const error = await labUp(LAUNCHER, fastSettings()).catch((reason: unknown) => reason)
      expect(error).to.be.an.instanceOf(LabRunningError)
      expect(await labStatus()).to.deep.equal(up)
    } finally {
      expect(await labDown()).to.equal(true)
    }
    expect(await labStatus()).to.equal(undefined)
    expect(await labDown()).to.equal(false)
  })
})
