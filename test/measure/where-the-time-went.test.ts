import { expect } from 'chai'
import { detectedAt, whereTheTimeWent } from '../../src/measure/where-the-time-went.ts'
import type { ControlPlaneSighting } from '../../src/model/evidence.ts'
import type { Interval } from '../../src/model/interval.ts'
import type { RungMeasurement } from '../../src/model/judgement.ts'
import { MS } from './drill.ts'

const at = (lo: number, hi: number): Interval => ({ lo: lo * MS, hi: hi * MS })
const event = (kind: string, lo: number, hi: number): ControlPlaneSighting => ({
  kind,
  component: 'db',
  at: at(lo, hi),
})
const rung = (lo: number, hi: number, failed = true): RungMeasurement => ({
  rung: 'write',
  stream: 'rung-write',
  path: 'direct',
  failed,
  onset: { lo: null, hi: null },
  recovery: { lo, hi },
})

const FAULT = at(1_000, 1_010)
const BACK = at(1_850, 1_900)
const EVENTS = [
  event('promoted', 1_300, 1_500),
  event('primary-lost', 1_000, 1_200),
  event('fenced', 1_200, 1_300),
  event('endpoint-moved', 1_500, 1_600),
]
const legs = (events: readonly ControlPlaneSighting[], ladder: readonly RungMeasurement[], back = BACK): string =>
  whereTheTimeWent(FAULT, back, events, ladder)
    .map(({ leg, ms, source }) => `${leg} ${ms} ${source ?? '-'}`)
    .join(', ')

/** What the engine of the containers says, which has no part in what the system itself knows. */
const LIVES = [
  { ...event('container-died', 1_010, 1_020), legs: ['detect', 'decide'] },
  { ...event('container-started', 1_400, 1_450), legs: ['fail over', 'route'] },
] as const satisfies readonly ControlPlaneSighting[]

describe('whereTheTimeWent', () => {
  it('takes who restarted a process where no control plane tells, and only there', () => {
    expect(legs(LIVES, [])).to.equal(
      'detect 20 control-plane, decide 0 control-plane, fail over 430 control-plane, route 0 control-plane, warm 450 probes',
    )
    expect(legs([...LIVES, ...EVENTS], [])).to.equal(legs(EVENTS, []))
    expect(legs([...LIVES, event('primary-lost', 1_000, 1_200)], [])).to.match(/^detect 200 control-plane/)
  })

  it('takes a switchover that is asked for as decided, unless something else says so', () => {
    const asked = [
      event('alarm', 1_000, 1_100),
      event('switchover-requested', 1_200, 1_250),
      event('promoted', 1_300, 1_500),
    ]
    expect(legs(asked, [])).to.equal(
      'detect 100 control-plane, decide 150 control-plane, fail over 250 control-plane, unattributed 400 -',
    )
    expect(legs([...asked, event('fenced', 1_250, 1_280)], [])).to.match(/decide 180 control-plane/)
    const noAlarm = asked.slice(1)
    expect(legs(noAlarm, [])).to.match(/^detect 250 control-plane, decide 0 control-plane, fail over 250/)
  })

  it('does not take it for what the system knows', () => {
    expect(detectedAt(LIVES, FAULT)).to.equal(undefined)
  })

  it('takes the ladder before the control plane, and adds up to the upper end of RTA', () => {
    expect(legs(EVENTS, [rung(1_600, 1_700)])).to.equal(
      'detect 200 control-plane, decide 100 control-plane, fail over 200 control-plane, route 200 ladder, warm 200 probes',
    )
    const sum = whereTheTimeWent(FAULT, BACK, EVENTS, []).reduce((total, { ms }) => total + ms, 0)
    expect(sum).to.equal(900)
  })

  it('asks the control plane for the route where no writing rung failed', () => {
    const expected = 'route 100 control-plane, warm 300 probes'
    expect(legs(EVENTS, [])).to.include(expected)
    expect(legs(EVENTS, [rung(1_000, 1_100, false)])).to.include(expected)
  })

  it('is never negative: an event that came after the recovery is not used, and what it told is unattributed', () => {
    const late = [event('primary-lost', 1_000, 1_200), event('promoted', 31_000, 31_500)]
    expect(legs(late, [rung(1_600, 1_700)])).to.equal('detect 200 control-plane, unattributed 500 -, warm 200 probes')
  })

  it('ends a step where a client saw its effect, though its event was reported later', () => {
    const slow = EVENTS.map((each) => (each.kind === 'promoted' ? event('promoted', 1_300, 1_750) : each))
    expect(legs(slow, [rung(1_600, 1_700)])).to.include('fail over 400 control-plane, route 0 ladder, warm 200 probes')
    // A rung is probed less often than the judged streams, so its upper end may lie behind theirs.
    expect(legs(EVENTS, [rung(1_840, 1_950)])).to.include('route 400 ladder, warm 0 probes')
  })

  it('leaves unattributed what lies between two ends that do not meet', () => {
    expect(legs([], [rung(1_600, 1_700)])).to.equal('unattributed 700 -, warm 200 probes')
    expect(legs([], [])).to.equal('unattributed 900 -')
  })

  it('says nothing where fault or recovery is unknown', () => {
    expect(legs(EVENTS, [], { lo: 1_850 * MS, hi: null })).to.equal('')
    expect(whereTheTimeWent({ lo: null, hi: null }, BACK, EVENTS, [])).to.deep.equal([])
  })
})

describe('detectedAt', () => {
  it('is the first detection since the fault, whatever order the events come in', () => {
    const earlier = event('primary-lost', 100, 200)
    expect(detectedAt([event('alarm', 1_400, 1_500), earlier, ...EVENTS], FAULT)).to.deep.equal(at(1_000, 1_200))
    expect(detectedAt([earlier], FAULT)).to.equal(undefined)
  })
})
