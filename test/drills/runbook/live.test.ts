import { expect } from 'chai'
import { LiveRuns, heldChange } from '../../support/live-runs.ts'
import { KEY, hasTerminal } from '../../support/terminal.ts'
import { change, runbookText } from '../../integration/runbook/a-runbook.ts'

const HAND_OVER = '**By hand** (incident commander, 30s):\n\n- [ ] Post the time.\n'

describe('a live run of a runbook that is stopped', function () {
  this.timeout(120_000)
  let live: LiveRuns

  before(function () {
    // A person is asked here: without a terminal there is nobody.
    if (!hasTerminal()) this.skip()
  })
  beforeEach(() => {
    live = new LiveRuns()
  })
  afterEach(() => live.dispose())

  it('asks what is to become of a half-done change that is not in force; nobody goes on beside a living runner', async () => {
    // It fails in the end: it never comes into force.
    const held = heldChange('b').replace('echo "b is in force" >> "$HOME/log"', 'false')
    const first = live.start(runbookText([change('a'), held]))
    await first.answer(/Step 2: Step 2/, KEY.enter)
    await first.answer(/Step 3: Step 3/, KEY.enter)
    await live.logged('do b')
    const beside = live.resume()
    expect(await beside.ended).to.equal(3)
    expect(beside.text).to.match(/process \d+ is executing this run: nothing was started/)
    await live.ended('SIGKILL')

    const second = live.resume()
    live.letGo()
    // Go on is offered, then to undo.
    await second.answer(/its check does not say that it is in force[\s\S]*undo nothing/, KEY.down, KEY.enter)
    expect(await second.ended, second.text).to.equal(1)
    expect(live.log()).to.deep.equal(['do a', 'do b', 'undo b', 'undo a'])
  })

  it('undoes nothing behind a Ctrl-C, nor behind a broken connection, unless somebody says so; and goes on', async () => {
    const held = heldChange('b').replace('grep -q "b is in force"', 'grep -q "do b"')
    const first = live.start(runbookText([change('a'), held, HAND_OVER]))
    await first.answer(/Step 2: Step 2/, KEY.enter)
    await first.answer(/Step 3: Step 3/, KEY.enter)
    await live.logged('do b')
    first.press(KEY.ctrlC)
    await first.answer(/interrupted \(SIGINT\)\. Begun, last first: 3\. Step 3; 2\. Step 2/, KEY.enter)
    expect(await first.ended, first.text).to.equal(2)
    expect(first.text).to.include('To go on from here: blackstart runbook resume reports/')

    const second = live.resume()
    await second.shows(/Post the time/)
    second.hangUp()
    await live.ended()
    expect(live.log()).to.deep.equal(['do a', 'do b'])

    const third = live.resume()
    await third.answer(/Post the time/, KEY.enter)
    await third.answer(/Who did it\?/, KEY.enter)
    expect(await third.ended, third.text).to.equal(0)
    expect(live.log()).to.deep.equal(['do a', 'do b'])
  })
})
