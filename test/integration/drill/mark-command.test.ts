import { expect } from 'chai'
import { runMarkCommand } from '../../../src/drill/mark-command.ts'

describe('runMarkCommand', () => {
  before(() => (process.env['MARK_TOKEN'] = 'hunter22'))
  after(() => delete process.env['MARK_TOKEN'])
  const never = new AbortController().signal
  const run = (command: string, signal: AbortSignal = never) => runMarkCommand(command, 'd1', ['MARK_TOKEN'], signal)

  it('says how it ended, with its last words and without secrets', async () => {
    expect(await run('echo "$BLACKSTART_DRILL_ID $MARK_TOKEN"')).to.deep.equal({
      ok: true,
      text: 'ended with 0: d1 ***',
    })
    expect(await run('echo no >&2; exit 3')).to.deep.equal({ ok: false, text: 'ended with 3: no' })
    expect(await run('kill -9 $$')).to.deep.equal({ ok: false, text: 'was ended by SIGKILL' })
  })

  it('does not wait for what it leaves in the background, and leaves it alone', async () => {
    const { text } = await run('sleep 60 & echo $!')
    const pid = Number(/\d+$/.exec(text)?.[0])
    expect(process.kill(pid, 0)).to.equal(true)
    process.kill(pid, 'SIGKILL')
  })

  it('is ended with everything in it when it is no longer waited for', async () => {
    const controller = new AbortController()
    const running = run('sleep 60; true', controller.signal)
    setTimeout(() => controller.abort(), 50)
    expect(await running).to.deep.equal({ ok: false, text: 'was ended by SIGTERM' })
  })
})
