import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { TimedEvent } from '../../../src/runbook/execute/events.ts'
import { LiveRuns, heldChange } from '../../support/live-runs.ts'
import { KEY, hasTerminal } from '../../support/terminal.ts'
import { change, runbookText } from './a-runbook.ts'

const HAND_OVER = '**By hand** (incident commander, 30s):\n\n- [ ] Post the time.\n'

describe('a live run of a runbook', function () {
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

  it('goes on after a SIGKILL: looks first, and begins no change twice that was done, or half done', async () => {
    const first = live.start(runbookText([change('a'), heldChange('b'), HAND_OVER]))
    await first.answer(/Step 2: Step 2/, KEY.enter)
    await first.answer(/Step 3: Step 3/, KEY.enter)
    await live.logged('do b')
    await live.ended('SIGKILL')
    expect(live.log()).to.deep.equal(['do a', 'do b'])
    const killedAt = live.journal().length

    const second = live.resume()
    await second.shows(/process \d+ of the killed run is still at it; waiting for its end/)
    live.letGo()
    await second.answer(/Post the time/, KEY.enter)
    await second.answer(/Who did it\?/, ' (Anna)', KEY.enter)
    expect(await second.ended, second.text).to.equal(0)
    expect(live.log()).to.deep.equal(['do a', 'do b', 'b is in force'])
    const begun = (events: readonly TimedEvent[]) =>
      events.flatMap((event) => (event.kind === 'process' ? `${event.step}.${event.part}` : []))
    // Part 1 of steps 2 and 3 is the change, part 2 the check behind it.
    expect(begun(live.journal().slice(0, killedAt))).to.deep.equal(['1.1', '2.1', '2.2', '3.1'])
    expect(begun(live.journal().slice(killedAt))).to.deep.equal(['2.2', '3.2', '3.2'])
    expect(readFileSync(join(live.record, 'book.md'), 'utf8')).to.match(
      /\| 4 \| incident commander \| \S.* \(Anna\) \|/,
    )
  })
})
