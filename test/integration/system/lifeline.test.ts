import { expect } from 'chai'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { identify, signalExactly } from '../../../src/system/identity.ts'
import { spawnWithLifeline } from '../../../src/system/lifeline.ts'
import { waitFor } from '../../../src/system/wait.ts'

const LIFELINE = join(import.meta.dirname, '../../../src/system/lifeline.ts')
const sinks = { stdout: 'ignore', stderr: 'ignore', env: process.env } as const

describe('spawnWithLifeline', () => {
  it('becomes the program: its pid, its exit code, its output', async () => {
    const child = spawnWithLifeline('/bin/sh', ['-c', 'echo $$; exit 7'], { ...sinks, stdout: 'pipe' })
    let output = ''
    child.stdout?.on('data', (data: Buffer) => (output += data.toString()))
    const [code] = (await once(child, 'close')) as [number]
    expect(code).to.equal(7)
    expect(output.trim()).to.equal(String(child.pid))
  })

  it('passes arguments on as they are', async () => {
    const args = ['%s\n', 'a b', "it's", '$HOME']
    const child = spawnWithLifeline('/usr/bin/printf', args, { ...sinks, stdout: 'pipe' })
    let output = ''
    child.stdout?.on('data', (data: Buffer) => (output += data.toString()))
    await once(child, 'close')
    expect(output).to.equal("a b\nit's\n$HOME\n")
  })

  it('lowers the priority', async () => {
    const child = spawnWithLifeline('/bin/sleep', ['30'], { ...sinks, niceness: 7 })
    const pid = child.pid ?? 0
    try {
      const programOf = (): string =>
        execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).trim()
      await waitFor('sleep runs', () => programOf().endsWith('sleep'), { timeoutMs: 5_000 })
      const niceness = execFileSync('ps', ['-o', 'nice=', '-p', String(pid)], { encoding: 'utf8' })
      const ours = execFileSync('ps', ['-o', 'nice=', '-p', String(process.pid)], { encoding: 'utf8' })
      // There is nothing lower than 19.
      expect(Number(niceness)).to.equal(Math.min(19, Number(ours) + 7))
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  })

  it('leaves no watcher behind when the program has ended', async () => {
    const child = spawnWithLifeline('/bin/true', [], sinks)
    await once(child, 'exit')
    await waitFor('the process group is empty', () => groupIsEmpty(child.pid ?? 0), { timeoutMs: 5_000 })
  })

  it('kills the program and its children when the parent is killed', async () => {
    // A parent that starts a program with a child of its own, says their pids, and is then killed with SIGKILL.
    const script = `
      import { spawnWithLifeline } from ${JSON.stringify(LIFELINE)}
      spawnWithLifeline('/bin/sh', ['-c', 'sleep 60 & echo $$ $!; wait'], { env: process.env, stdout: 1, stderr: 2 })`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const family = line.toString().trim().split(' ').map(Number).map(identify)
    try {
      expect(family).to.have.lengthOf(2).and.not.include(undefined)
      parent.kill('SIGKILL')
      await once(parent, 'exit')
      for (const member of family) {
        const pid = member?.pid ?? 0
        await waitFor(`process ${pid} is gone`, () => identify(pid) === undefined, { timeoutMs: 5_000 })
      }
    } finally {
      for (const member of family) if (member !== undefined) signalExactly(member, 'SIGKILL')
    }
  })
})

/** A watcher that has ended counts as gone, also where nobody has collected it yet. */
function groupIsEmpty(group: number): boolean {
  const processes = execFileSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' }).trim().split('\n')
  return !processes.some((line) => {
    const [pgid, state = ''] = line.trim().split(/\s+/)
    return Number(pgid) === group && !state.startsWith('Z')
  })
}
