import { expect } from 'chai'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lockPath } from '../../src/drill/lock-folder.ts'
import { killSilentOwner } from '../../src/drill/lock-owner.ts'
import { DrillLock, DrillRunningError, abortDrill, lockOwner } from '../../src/drill/lock.ts'

const LOCK = join(import.meta.dirname, '../../src/drill/lock.ts')

function leaveDeadSocket(path: string): void {
  const script = `
    import { createServer } from 'node:net'
    createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['--input-type=module', '-e', script])
}

describe('drill lock', () => {
  let folder: string
  let path: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-lock-'))
    path = join(folder, 'drill.sock')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('refuses a second drill and names the first', async () => {
    const lock = await DrillLock.acquire({ drillId: 'first', pid: 123 }, path)
    try {
      await DrillLock.acquire({ drillId: 'second', pid: 456 }, path)
      expect.fail('the second drill was let in')
    } catch (error) {
      expect(error).to.be.instanceOf(DrillRunningError)
      expect((error as DrillRunningError).owner).to.deep.equal({ drillId: 'first', pid: 123 })
    } finally {
      lock.release()
    }
    expect(existsSync(path)).to.equal(false)
  })

  it('lets in one of many who find a dead owner', async () => {
    for (let round = 0; round < 5; round++) {
      leaveDeadSocket(path)
      const takers = Array.from({ length: 12 }, (_, index) =>
        DrillLock.acquire({ drillId: `taker-${index}`, pid: process.pid }, path).catch((error: unknown) => error),
      )
      const locks = (await Promise.all(takers)).filter((taker) => taker instanceof DrillLock)
      expect(locks, `round ${round}`).to.have.length(1)
      expect(await lockOwner(path))
        .to.have.property('drillId')
        .that.includes('taker-')
      for (const lock of locks) lock.release()
    }
  })

  it('takes nobody for dead who only says nothing', async () => {
    const silent = createServer(() => {}).listen(path)
    await once(silent, 'listening')
    const refused = await DrillLock.acquire({ drillId: 'next', pid: 1 }, path).catch((error: unknown) => error)
    expect(refused).to.be.instanceOf(DrillRunningError)
    silent.close()
  }).timeout(20_000)

  it('knows that it was asked to stop, whenever that was', async () => {
    const lock = await DrillLock.acquire({ drillId: 'first', pid: process.pid }, path)
    expect(lock.abortRequested).to.equal(false)
    expect(await abortDrill(path)).to.deep.equal({ drillId: 'first', pid: process.pid })
    await lock.aborted
    expect(lock.abortRequested).to.equal(true)
    lock.release()
    expect(await abortDrill(path)).to.equal(undefined)
  })

  it('is the same for every folder of temporary files', () => {
    const temporary = process.env['TMPDIR']
    const named = process.env['BLACKSTART_LOCK_FOLDER']
    delete process.env['BLACKSTART_LOCK_FOLDER']
    try {
      process.env['TMPDIR'] = folder
      const here = lockPath()
      delete process.env['TMPDIR']
      expect(lockPath()).to.equal(here)
    } finally {
      if (temporary !== undefined) process.env['TMPDIR'] = temporary
      if (named !== undefined) process.env['BLACKSTART_LOCK_FOLDER'] = named
    }
  })

  it('kills an owner that is stopped, and leaves alone one that answers', async () => {
    const script = `
      import { DrillLock } from ${JSON.stringify(LOCK)}
      await DrillLock.acquire({ drillId: 'stopped', pid: process.pid }, ${JSON.stringify(path)})
      console.log('held')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      await once(child.stdout, 'data')
      expect(await killSilentOwner(path), 'it answers').to.equal(undefined)
      child.kill('SIGSTOP')
      expect(await killSilentOwner(path)).to.include({ drillId: 'stopped', pid: child.pid })
      const lock = await DrillLock.acquire({ drillId: 'next', pid: process.pid }, path)
      lock.release()
    } finally {
      child.kill('SIGKILL')
    }
  })

  it('takes over from an owner that was killed', async () => {
    leaveDeadSocket(path)
    expect(existsSync(path), 'the dead owner left its socket').to.equal(true)
    const lock = await DrillLock.acquire({ drillId: 'next', pid: 1 }, path)
    lock.release()
  })
})
