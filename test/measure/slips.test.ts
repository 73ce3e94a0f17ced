import { expect } from 'chai'
import { debriefOf } from '../../src/measure/debrief.ts'
import type { ActKind, TimedAct } from '../../src/model/rehearsal.ts'
import { ACTS, RUNBOOK, rehearsed } from './rehearsed.ts'

describe('slipsOf', () => {
  const slips = (parts: Parameters<typeof rehearsed>[0]): [kind: string, text: string][] =>
    debriefOf(rehearsed(parts)).slips.map(({ kind, text }) => [kind, text])
  const kinds = (parts: Parameters<typeof rehearsed>[0]): string[] => slips(parts).map(([kind]) => kind)
  const act = (kind: ActKind, step: number, atMs: number, text: string = kind): TimedAct => ({
    act: kind,
    step,
    atMs,
    text,
  })

  it('names what took longer than the runbook states: a step, and the person in it', () => {
    expect(slips({})).to.deep.equal([
      ['over-time', 'step 2 took 18 s of 10 s'],
      ['over-time', 'step 3: commander decides took 8 s of 5 s'],
    ])
  })

  it('is silent about a step that took exactly as long as stated', () => {
    const steps = RUNBOOK.steps.map((step) => ({ ...step, expectMs: (step.endedAtMs ?? 0) - (step.beganAtMs ?? 0) }))
    const acts = ACTS.filter(({ act: kind }) => kind !== 'asked')
    expect(slips({ runbook: { ...RUNBOOK, steps }, acts })).to.deep.equal([])
  })

  it('sees the change that was made too early', () => {
    const acts = [act('in-force', 3, 20_000), act('in-force', 2, 25_000)]
    expect(slips({ acts }).filter(([kind]) => kind === 'out-of-order')).to.deep.equal([
      ['out-of-order', 'step 3 was done before step 2'],
    ])
  })

  it('tells what was skipped, overruled, looked at again, and given up', () => {
    const acts = [
      act('again', 1, 16_000, 'its check: exit 1'),
      act('overruled', 1, 17_000, 'its check: exit 1'),
      act('skipped', 2, 18_000, 'no console'),
      act('gave-up', 3, 19_000, 'stopped at the decision'),
    ]
    const told = slips({ acts }).filter(([kind]) => kind !== 'over-time')
    expect(told).to.deep.equal([
      ['looked-again', 'step 1: looked again, for its check: exit 1'],
      ['overruled', 'step 1: went on although its check: exit 1'],
      ['skipped', 'step 2: skipped: no console'],
      ['gave-up', 'step 3: stopped at the decision'],
    ])
  })

  it('misses steps only of somebody who says that it is over', () => {
    const steps = RUNBOOK.steps.map((step) => ({ ...step, status: 'not-reached', beganAtMs: null, endedAtMs: null }))
    const runbook = { ...RUNBOOK, steps }
    const over: TimedAct = { act: 'declared', text: '', atMs: 90_000 }
    expect(kinds({ runbook, acts: [over] }).filter((kind) => kind === 'not-done')).to.have.length(3)
    expect(kinds({ runbook, acts: [] })).to.not.include('not-done')
  })

  it('does not miss a step whose check was true before anybody did anything', () => {
    const unfollowed = { status: 'not-reached', beganAtMs: null, endedAtMs: null }
    const steps = RUNBOOK.steps.map((step) => ({ ...step, ...unfollowed, changes: step.number !== 1 }))
    const acts: TimedAct[] = [{ act: 'declared', text: '', atMs: 90_000 }, act('already', 2, 90_001)]
    const missed = slips({ runbook: { ...RUNBOOK, steps }, acts }).filter(([kind]) => kind === 'not-done')
    expect(missed.map(([, text]) => text)).to.deep.equal([
      // Of step 1, which only looks, nothing could be seen.
      'step 3 (Promote) was not seen to be done',
    ])
  })

  it('holds the acknowledgement against the time that the runbook grants for noticing, from the fault', () => {
    const at = (atMs: number): TimedAct[] => [{ act: 'acknowledged', text: '', atMs }]
    expect(kinds({ acts: at(130_000) })).to.not.include('late-acknowledgement')
    expect(slips({ acts: at(130_001) })[0]).to.deep.equal([
      'late-acknowledgement',
      'acknowledged 2 min 0 s after the fault; the runbook grants 2 min 0 s',
    ])
  })

  it('knows who said too early that it was over, and who too late', () => {
    const at = (atMs: number): TimedAct[] => [{ act: 'declared', text: '', atMs }]
    const about = (atMs: number, recovery = { lo: 79_900, hi: 80_000 as number | null }): string[] =>
      slips({ acts: at(atMs), recovery }).flatMap(([kind, text]) => (kind.startsWith('declared') ? [text] : []))
    expect(about(70_000)).to.deep.equal(['said that it was over at least 9.9 s before clients were served'])
    expect(about(79_950)).to.deep.equal([])
    // The last step stands behind the recovery, and is granted its time.
    expect(about(140_000)).to.deep.equal([])
    expect(about(140_001)).to.deep.equal(['clients had been served for 60 s when it was said'])
    expect(about(90_000, { lo: 90_000, hi: null })).to.deep.equal([
      'said that it was over, and clients were never served',
    ])
  })
})
