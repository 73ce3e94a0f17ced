import { expect } from 'chai'
import type { RunbookEvent, TimedEvent } from '../../../src/runbook/execute/events.ts'
import { renderTranscript, transcriptOf } from '../../../src/runbook/execute/transcript.ts'
import { aRunbook } from '../rehearse/scripted-desk.ts'

const RUN: RunbookEvent = {
  kind: 'run',
  runbook: '/project/runbooks/promote.md',
  sha256: 'abcdef0123456789',
  mode: 'live',
  cwd: '/project',
  inputs: {},
  secrets: [],
  clockMs: 0,
  resumed: false,
  runner: { pid: 1, startedAt: '1' },
  operator: 'anna',
  commit: '0123456789abcdef',
  dirty: true,
}
const at = (seconds: number, event: RunbookEvent): TimedEvent => ({
  ...event,
  atMs: seconds * 1e3,
  wall: '2026-11-21T03:12:00.000Z',
})
const step = (number: number, state: 'begin' | 'end'): RunbookEvent => ({ kind: 'step', step: number, state })
const end = (
  number: number,
  part: number,
  more: Partial<Extract<RunbookEvent, { kind: 'end' }>> = {},
): RunbookEvent => ({
  kind: 'end',
  step: number,
  part,
  status: 'done',
  text: 'true',
  measuredMs: 10,
  creditedMs: 0,
  sets: {},
  ...more,
})

describe('transcriptOf', () => {
  const runbook = aRunbook()
  const killed = [
    at(0, RUN),
    at(0, step(1, 'begin')),
    at(2, end(1, 1)),
    at(2, step(1, 'end')),
    at(2, step(2, 'begin')),
    at(60, end(2, 1, { status: 'skipped', text: 'no console' })),
    at(61, { kind: 'begin', step: 2, part: 2 }),
  ]

  it('tells of a run that was killed, as far as it came', () => {
    const { outcome, steps, clock, people } = transcriptOf(runbook, killed, 0)
    expect(outcome).to.equal('unfinished')
    expect(clock).to.deep.equal({ measuredMs: 61_000, creditedMs: 0, totalMs: 61_000, rtoMs: 900_000 })
    expect(steps.map(({ status }) => status)).to.deep.equal(['done', 'skipped', 'not-reached', 'not-reached'])
    expect(people).to.deep.equal([{ step: 2, text: 'skipped: no console', by: null, atMs: 60_000 }])
  })

  it('tells of one that was gone on with by the clock: what was done before took as long as it did then', () => {
    const resumed = [
      ...killed,
      at(600, { ...RUN, resumed: true }),
      at(600, step(1, 'begin')),
      at(601, step(1, 'end')),
      at(601, step(2, 'begin')),
      at(602, end(2, 2)),
      at(602, step(2, 'end')),
      at(602, step(3, 'begin')),
      at(640, end(3, 1, { text: 'commander: yes', by: 'Anna' })),
    ]
    const transcript = transcriptOf(runbook, resumed, 0)
    expect(transcript.steps.map(({ beganAtMs, endedAtMs }) => [beganAtMs, endedAtMs]).slice(0, 2)).to.deep.equal([
      [0, 2_000],
      [2_000, 602_000],
    ])
    const text = renderTranscript(transcript, 'Promote')
    expect(text).to.include('| 1. Confirm | done | 2 s |  | 30 s | 0 |')
    expect(text).to.include('| 10:40 | 3 | commander: yes | Anna |')
    expect(text).to.match(
      /`runbooks\/promote\.md` at commit 0123456789ab, with changes, SHA-256 abcdef012345; begun 2026-11-21T03:12:00\.000Z by anna\.\n$/,
    )
  })
})
