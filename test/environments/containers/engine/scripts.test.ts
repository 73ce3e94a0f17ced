import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import nodeProcess from 'node:process'
import { expect } from 'chai'
import {
  assertOurs,
  assertOwnNetwork,
  crashScript,
  eachOf,
  ifOurs,
  loseScript,
} from '../../../../src/environments/containers/engine/scripts.ts'

const process = { id: 'c'.repeat(64), pid: 4_711 }

describe('scripts of the helper', () => {
  it('are shell', () => {
    for (const script of [crashScript(process), loseScript(process, "/it's"), eachOf([])])
      execFileSync('sh', ['-n'], { input: `( ${script}\n) 2>&1\n` })
  })

  it('touch a process only while it belongs to the container', () => {
    for (const script of [crashScript(process), loseScript(process, '/data')]) {
      expect(script.split('\n')[0]).to.equal(
        `grep -q ${process.id} /proc/4711/cgroup || { echo "process 4711 is not of container cccccccccccc"; exit 3; }`,
      )
    }
    expect(() => execFileSync('sh', ['-c', assertOurs({ ...process, pid: 1 })])).to.throw()
  })

  /** Runs a script as the helper does. @returns its exit code, and what it said */
  const run = (script: string): { code: number; said: string } => {
    const { status, stdout } = spawnSync('sh', ['-c', `( ${script}\n) 2>&1`], { encoding: 'utf8' })
    return { code: status ?? -1, said: stdout.trim() }
  }

  it('do each of several things, and fail where one has failed', () => {
    expect(run(eachOf(['echo one', 'exit 4', 'echo three']))).to.deep.equal({ code: 4, said: 'one\nthree' })
    expect(run(eachOf(['echo one']))).to.deep.equal({ code: 0, said: 'one' })
    expect(run(eachOf([]))).to.deep.equal({ code: 0, said: '' })
  })

  it('have nothing to take back from a process that is gone, or is another container’s', () => {
    for (const pid of [4_194_305, nodeProcess.pid]) {
      expect(run(`${ifOurs({ ...process, pid })}\necho more`)).to.deep.equal({ code: 0, said: '' })
    }
    // Where nobody can look, nothing is said to be gone.
    expect(run(`PATH=/nowhere\n${ifOurs({ ...process, pid: nodeProcess.pid })}`).code).to.equal(3)
  })

  it('leave the network of the engine’s host alone', function () {
    if (platform() !== 'linux') this.skip()
    // As if the host's first process were this one: who that is, not everybody may see.
    const script = assertOwnNetwork({ ...process, pid: nodeProcess.pid })
    expect(run(script.replace('/proc/1/', '/proc/self/'))).to.deep.include({ code: 3 })
    expect(run(script.replace('/proc/1/', '/proc/nobody/'))).to.deep.equal({ code: 0, said: '' })
  })

  describe('that lose files', () => {
    let folder: string
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'blackstart-lose-'))
      mkdirSync(join(folder, 'data', 'base'), { recursive: true })
      writeFileSync(join(folder, 'data', 'base', '1'), '')
      writeFileSync(join(folder, 'data', '.hidden'), '')
    })
    afterEach(() => rmSync(folder, { recursive: true }))

    /** As if the container's root were our folder, and its process one that cannot be killed by us: it is none. */
    const lose = (at: string): ReturnType<typeof run> =>
      run(
        loseScript(process, at)
          .split('\n')
          .slice(1)
          .join('\n')
          .replaceAll(`/proc/${process.pid}/root`, folder)
          .replace(`kill -KILL ${process.pid}`, 'echo killed'),
      )

    it('leave the folder, which may be the root of a volume, with nothing in it', () => {
      expect(lose('/data')).to.deep.equal({ code: 0, said: 'killed' })
      expect(readdirSync(join(folder, 'data'))).to.deep.equal([])
    })

    it('kill nobody where there is nothing to lose', () => {
      expect(lose('/other').code).to.equal(4)
      expect(lose('/data/base/1').code).to.equal(4)
      mkdirSync(join(folder, 'empty'))
      expect(lose('/empty')).to.deep.equal({ code: 4, said: 'there is nothing in /empty' })
    })

    it('follow no link: it would lead to the files of somebody else', () => {
      symlinkSync(join(folder, 'data'), join(folder, 'link'))
      expect(lose('/link/base')).to.deep.equal({ code: 4, said: '/link/base is reached by a link' })
      expect(readdirSync(join(folder, 'data'))).to.deep.equal(['.hidden', 'base'])
    })
  })
})
