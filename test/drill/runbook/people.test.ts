import { expect } from 'chai'
import { creditedSteps } from '../../../src/drill/runbook/people.ts'
import type { RunbookEvent, TimedEvent } from '../../../src/runbook/execute/events.ts'
import { change, fence, runbookOf } from '../../integration/runbook/a-runbook.ts'

const byHand = '**By hand** (us, 10s):\n\n- [ ] look\n'

describe('creditedSteps', () => {
  // Step 1 checks; 2: do, check; 3: decide, do, check; 4: check, by hand.
  const runbook = runbookOf([change('a'), change('b', 'none'), `${fence('**Check**:', 'test 1 = 1')}\n${byHand}`])
  const ended = { kind: 'end', status: 'done', text: '', measuredMs: 0, creditedMs: 0, sets: {} } as const
  const at = (atMs: number, event: RunbookEvent): TimedEvent => ({ ...event, atMs, wall: '' })
  const events = [
    at(1_000, { kind: 'step', step: 1, state: 'begin' }),
    at(2_000, { kind: 'begin', step: 2, part: 1 }),
    at(3_000, { ...ended, step: 2, part: 1 }),
    at(4_000, { ...ended, step: 2, part: 2 }),
    at(5_000, { ...ended, step: 3, part: 1 }),
    at(6_000, { kind: 'begin', step: 3, part: 2 }),
    at(7_000, { ...ended, step: 3, part: 2 }),
    at(8_000, { ...ended, step: 4, part: 2 }),
  ]

  it('says from which change until which a decision was pending', () => {
    const [decision] = creditedSteps(runbook, events, false, 500e6)
    expect(decision).to.deep.equal({
      text: 'step 3: us decides',
      kind: 'decision',
      ms: 30_000,
      waited: false,
      pending: { fromNs: 3_500e6, toNs: 6_500e6 },
    })
  })

  it('begins with the run where nothing was changed before, and ends with it where nothing was after', () => {
    const decision = at(5_000, { ...ended, step: 3, part: 1 })
    const [alone] = creditedSteps(runbook, [at(1_000, { kind: 'step', step: 1, state: 'begin' }), decision], false, 0)
    expect(alone?.pending).to.deep.equal({ fromNs: 1_000e6, toNs: 5_000e6 })
  })

  it('takes what people do by hand as work, and says what was waited for', () => {
    const [, work] = creditedSteps(runbook, events, true, 0)
    expect(work).to.deep.equal({ text: 'step 4: us acts', kind: 'action', ms: 10_000, waited: true })
  })
})
