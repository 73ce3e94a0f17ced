import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { identify } from '../../src/system/identity.ts'
import { processesWorkingIn, worksIn } from '../../src/system/working-folder.ts'

describe('The working folder of a process', () => {
  let folder: string
  let sleeper: ChildProcess

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blackstart-test-'))
    sleeper = spawn('sleep', ['60'], { cwd: folder, stdio: 'ignore' })
    await once(sleeper, 'spawn')
  })

  afterEach(async () => {
    sleeper.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })

  it('tells whose process it is', () => {
    expect(worksIn(sleeper.pid!, folder)).to.equal(true)
    expect(worksIn(process.pid, folder)).to.equal(false)
  })

  it('finds the processes of one program in it', () => {
    expect(processesWorkingIn(folder, 'sleep')).to.deep.equal([identify(sleeper.pid!)])
    expect(processesWorkingIn(folder, 'postgres'), 'another program').to.deep.equal([])
    expect(processesWorkingIn(join(folder, '..'), 'sleep').map(({ pid }) => pid)).not.to.include(sleeper.pid)
  })

  it('is known also when the folder is gone', async function () {
    if (process.platform !== 'linux') return this.skip()
    await rmdir(folder)
    expect(worksIn(sleeper.pid!, folder)).to.equal(true)
    return undefined
  })
})
