import { expect } from 'chai'
import { lastWords, runCommand } from '../../../src/load/command.ts'

const sh = (script: string, timeoutMs = 10_000): ReturnType<typeof runCommand> =>
  runCommand('/bin/sh', ['-c', script], { env: { PATH: '/usr/bin:/bin', WORD: 'kept' }, timeoutMs })

describe('runCommand', () => {
  it('gives the exit code and what was said', async () => {
    expect(await sh('echo $WORD; echo no >&2; exit 3')).to.deep.equal({
      code: 3,
      stdout: 'kept\n',
      stderr: 'no\n',
      timedOut: false,
    })
  })

  it('kills a command that takes too long, with its children', async () => {
    // `close` waits for everybody who holds the pipe: it would not come before the child's own end.
    const result = await sh('echo begun; sleep 60 & wait', 200)
    expect(result).to.include({ code: null, timedOut: true })
    expect(lastWords(result)).to.contain('did not end in time')
  })

  it('tells a program that is not there by its message', async () => {
    const result = await runCommand('/nowhere/program', [], { env: {}, timeoutMs: 5_000 })
    expect(result.code).to.equal(127)
    expect(lastWords(result)).to.contain('/nowhere/program')
  })

  it('starts nothing once aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    try {
      await runCommand('/bin/true', [], { env: {}, timeoutMs: 5_000, signal })
      expect.fail('it was expected to reject')
    } catch (error) {
      expect(error).to.have.property('message', 'enough')
    }
  })

  it('keeps the end of an endless output', async () => {
    const result = await sh('i=0; while [ $i -lt 40000 ]; do echo "line $i"; i=$((i+1)); done')
    expect(result.stdout.length).to.equal(256 * 1024)
    expect(lastWords(result)).to.contain('line 39999').and.not.contain('line 39000')
  })
})
