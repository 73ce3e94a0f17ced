import { spawn } from 'node:child_process'
import { expect } from 'chai'
import { identify, isAlive, isStopped, signalExactly } from '../../../src/system/identity.ts'
import { waitFor } from '../../../src/system/wait.ts'

describe('the state of a process', () => {
  it('tells a stopped process from one that runs, and from one that is gone', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' })
    const exited = new Promise((resolve) => child.once('exit', resolve))
    try {
      const identity = identify(child.pid ?? 0)
      if (identity === undefined) throw new Error('the child cannot be identified')
      expect(isStopped(identity)).to.equal(false)
      signalExactly(identity, 'SIGSTOP')
      await waitFor('it to stop', () => isStopped(identity), { timeoutMs: 5_000 })
      expect(isAlive(identity)).to.equal(true)
      signalExactly(identity, 'SIGCONT')
      await waitFor('it to go on', () => !isStopped(identity), { timeoutMs: 5_000 })
      signalExactly(identity, 'SIGKILL')
      await exited
      expect(isStopped(identity)).to.equal(false)
    } finally {
      child.kill('SIGKILL')
    }
  })
})
