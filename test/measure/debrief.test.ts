import { expect } from 'chai'
import type { DebriefInput } from '../../src/measure/debrief-input.ts'
import { debriefOf } from '../../src/measure/debrief.ts'
import type { TimedAct } from '../../src/model/rehearsal.ts'
import { ACTS, RUNBOOK, rehearsed } from './rehearsed.ts'

describe('debriefOf', () => {
  const debrief = debriefOf(rehearsed())

  it("counts a person's times from the alarm, not from the fault", () => {
    const { acknowledgeMs, firstActionMs, decisionMs, declaredMs, openedMs, hints } = debrief
    // Alarm 12 s, acknowledged 15 s, first change 30 s, decided 50 s, over 95 s.
    expect({ acknowledgeMs, firstActionMs, decisionMs, declaredMs, openedMs, hints }).to.deep.equal({
      acknowledgeMs: 3_000,
      firstActionMs: 18_000,
      decisionMs: 38_000,
      declaredMs: 83_000,
      openedMs: null,
      hints: 1,
    })
  })

  it('holds each step against what the runbook states, with the time in which the person hesitated', () => {
    expect(debrief.steps).to.deep.equal([
      { number: 1, title: 'Confirm', how: 'checked', atMs: 12_000, tookMs: 6_000, expectMs: 30_000 },
      { number: 2, title: 'Fence', how: 'tool', atMs: 20_000, tookMs: 18_000, expectMs: 10_000 },
      { number: 3, title: 'Promote', how: 'by-hand', atMs: 50_000, tookMs: 40_000, expectMs: 60_000 },
    ])
    expect(debrief.order).to.deep.equal([2, 3])
  })

  it('takes work outside the machine for done when the person ticked it', () => {
    const acts: TimedAct[] = [{ act: 'ticked', step: 1, text: 'commander', atMs: 21_000 }]
    expect(debriefOf(rehearsed({ acts })).steps[0]).to.deep.include({ how: 'by-hand', atMs: 11_000 })
    expect(debriefOf(rehearsed({ acts })).order).to.deep.equal([])
  })

  it('times what was put to the person until it was given', () => {
    expect(debrief.waits).to.deep.equal([{ step: 3, text: 'commander decides', tookMs: 8_000, allowedMs: 5_000 }])
    const unanswered = ACTS.filter(({ act }) => act !== 'decided')
    expect(debriefOf(rehearsed({ acts: unanswered })).waits[0]?.tookMs).to.equal(null)
  })

  it('cuts the recovery time where the part of people changes hands, and the parts add up to it', () => {
    expect(debrief.shares).to.deep.equal([
      { part: 'until the alarm', ms: 2_000 },
      { part: 'until acknowledged', ms: 3_000 },
      { part: 'until the first action', ms: 15_000 },
      { part: 'until the last action', ms: 30_000 },
      { part: 'until served', ms: 20_000 },
    ])
    expect(debrief.shares.reduce((sum, { ms }) => sum + ms, 0)).to.equal(70_000)
  })

  it('counts nothing of what was done after all was served', () => {
    const { shares } = debriefOf(rehearsed({ recovery: { lo: 19_000, hi: 20_000 } }))
    expect(shares.map(({ ms }) => ms)).to.deep.equal([2_000, 3_000, 5_000, 0, 0])
  })

  it('states no shares of a recovery time that is not known', () => {
    expect(debriefOf(rehearsed({ recovery: { lo: 80_000, hi: null } })).shares).to.deep.equal([])
  })

  it('takes what turned true in front of somebody without the steps for done by hand', () => {
    const acts: TimedAct[] = [
      { act: 'paged', text: 'a', atMs: 12_000 },
      { act: 'in-force', step: 3, text: 'Promote', atMs: 20_000 },
      { act: 'in-force', step: 2, text: 'Fence', atMs: 25_000 },
    ]
    const steps = RUNBOOK.steps.map((step) => ({ ...step, status: 'not-reached', beganAtMs: null, endedAtMs: null }))
    const unopened = {
      ...RUNBOOK,
      outcome: 'not-opened',
      steps: steps.map((step) => ({ ...step, changes: step.number > 1 })),
    }
    const blind = debriefOf(rehearsed({ acts, blind: true, runbook: unopened }))
    expect(blind.steps.map(({ how, tookMs }) => [how, tookMs])).to.deep.equal([
      ['not-seen', null],
      ['by-hand', null],
      ['by-hand', null],
    ])
    expect(blind.order).to.deep.equal([3, 2])
    expect(blind.acknowledgeMs).to.equal(null)
  })

  it('says of a rehearsal that did not come to the alarm that nothing came', () => {
    const empty: DebriefInput = rehearsed({ acts: [], runbook: undefined })
    const { acknowledgeMs, firstActionMs, steps, order, slips } = debriefOf(empty)
    expect({ acknowledgeMs, firstActionMs, steps, order, slips }).to.deep.equal({
      acknowledgeMs: null,
      firstActionMs: null,
      steps: [],
      order: [],
      slips: [],
    })
  })
})
