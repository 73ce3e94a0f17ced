import { expect } from 'chai'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DrillLock, DrillRunningError } from '../../src/drill/lock.ts'

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

  it('takes over from an owner that was killed', async () => {
    const script = `
      import { createServer } from 'node:net'
      createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
    spawnSync(process.execPath, ['--input-type=module', '-e', script])
    expect(existsSync(path), 'the dead owner left its socket').to.equal(true)
    const lock = await DrillLock.acquire({ drillId: 'next', pid: 1 }, path)
    lock.release()
  })
})
