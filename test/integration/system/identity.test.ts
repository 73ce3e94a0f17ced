import { expect } from 'chai'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { childrenOf, identify, isAlive, signalExactly } from '../../../src/system/identity.ts'
import { waitFor } from '../../../src/system/wait.ts'

describe('the identity of a process', () => {
  let child: ChildProcess
  let pid: number

  beforeEach(async () => {
    child = spawn('sleep', ['60'], { stdio: 'ignore' })
    await once(child, 'spawn')
    pid = child.pid ?? 0
  })
  afterEach(() => {
    child.kill('SIGKILL')
  })

  it('is the same for as long as it lives, and another than that of any other', () => {
    const identity = identify(pid)
    expect(identity).to.deep.equal(identify(pid))
    expect(identity?.pid).to.equal(pid)
    expect(identify(process.pid)).to.not.deep.equal(identity)
    expect(identity !== undefined && isAlive(identity)).to.equal(true)
  })

  it('is not that of a later process with the same pid: nothing is sent to it', () => {
    const later = { pid, startedAt: 'at another time' }
    expect(isAlive(later)).to.equal(false)
    expect(signalExactly(later, 'SIGKILL')).to.equal(false)
    expect(identify(pid), 'it was not killed').to.not.equal(undefined)
  })

  it('reaches exactly its process', async () => {
    const identity = identify(pid)
    if (identity === undefined) throw new Error('it does not live')
    const exited = once(child, 'exit')
    expect(signalExactly(identity, 'SIGTERM')).to.equal(true)
    expect(await exited).to.deep.equal([null, 'SIGTERM'])
    expect(isAlive(identity)).to.equal(false)
    expect(signalExactly(identity, 'SIGTERM')).to.equal(false)
  })

  it('is gone as soon as it is a zombie', async () => {
    // A shell that never asks what became of its child.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer]
      const orphan = identify(Number(line.toString()))
      if (orphan === undefined) throw new Error('it does not live')
      expect(childrenOf(parent.pid ?? 0)).to.deep.equal([orphan.pid])
      signalExactly(orphan, 'SIGKILL')
      await waitFor('it counts as gone', () => !isAlive(orphan), { timeoutMs: 5_000 })
    } finally {
      parent.kill('SIGKILL')
    }
  })

  it('knows no process where there is none', () => {
    expect(identify(2 ** 30)).to.equal(undefined)
    expect(childrenOf(2 ** 30)).to.deep.equal([])
  })
})
