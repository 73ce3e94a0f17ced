import { expect } from 'chai'
import { judge } from '../../src/measure/judge.ts'
import type { DrillEvidence } from '../../src/model/evidence.ts'
import type { ReasonCode } from '../../src/model/reasons.ts'
import {
  acknowledged,
  config,
  evidence,
  finalRead,
  injection,
  MS,
  OK,
  outage,
  REFUSED,
  stream,
  table,
  type Answer,
  type StreamPlan,
} from './drill.ts'

type Given = NonNullable<Parameters<typeof evidence>[0]>

function codes(drill: DrillEvidence): string[] {
  return judge(drill).reasons.map(({ code }) => code)
}

/** A plan whose probes are refused at the instants for which the condition holds. */
function refusedWhen(bad: (ms: number) => boolean, given: Parameters<typeof stream>[0] = {}): StreamPlan {
  return { info: stream(given), untilMs: 20_000, answer: (ms) => (bad(ms) ? REFUSED : OK) }
}

const all = acknowledged(table([outage()]), 0, () => true)
const readBack = (seqs: readonly number[], given: Parameters<typeof finalRead>[1] = {}): Given => ({
  finalReads: [finalRead({ 'write-fresh': seqs }, given)],
})
const down = (ms: number): boolean => ms >= 10_130 && ms < 12_000
const load = {
  planned: 100,
  started: 100,
  dropped: 0,
  unfinished: 0,
  tolerance: 0,
  endedAfterStop: 0,
  exitCode: 0,
  endedEarly: false,
  clockErrorMs: 5,
}
/** At 5 probes a second a window takes nearly 10 s: the baseline has one, the time after the fault has none that held. */
const RARE = config({ availability: 0.9, windowProbes: 49 })
const { proof: _, ...unproven } = injection()
const hearsay = injection({ proof: { holds: true, text: 'it says so', hearsay: true, observedAtNs: '0' } })
const quiet: StreamPlan = { info: stream(), untilMs: 20_000, answer: () => OK }
const { baseline: __, ...withoutBaseline } = evidence()

describe('judge', () => {
  it('passes a drill in which everything is in order, with nothing to explain', () => {
    const { verdict, reasons, objectives, validity, assumptions } = judge(evidence())
    expect({ verdict, reasons }).to.deep.equal({ verdict: 'pass', reasons: [] })
    expect(objectives.map(({ name, verdict: each }) => [name, each])).to.deep.equal([
      ['rto', 'pass'],
      ['rpo', 'pass'],
    ])
    expect(validity.every(({ holds }) => holds)).to.equal(true)
    expect(assumptions.join(' ')).to.include('none of 388 probes was bad')
  })

  const failing: readonly (readonly [ReasonCode, Given])[] = [
    ['rto-exceeded', { objectives: { rtoMs: 1_000 } }],
    ['rpo-exceeded', readBack(all.filter((seq) => seq !== 506))],
    ['not-recovered', { plans: [outage(10_130, 30_000)] }],
    ['writes-holed', { ...readBack(all.filter((seq) => seq !== 300)), objectives: { rtoMs: 3_000 } }],
    ['phantom-writes', readBack([...all, 5_000])],
    ['relapsed', { plans: [refusedWhen((ms) => down(ms) || (ms >= 16_000 && ms < 16_200))] }],
  ]
  for (const [code, given] of failing) {
    it(`fails: ${code}`, () => {
      const drill = evidence(given)
      expect(codes(drill)).to.include(code)
      expect(judge(drill).verdict).to.equal('fail')
    })
  }

  const gapAt =
    (fromMs: number) =>
    (ms: number): Answer =>
      ms >= fromMs && ms < fromMs + 200 ? { outcome: 'shed' } : down(ms) ? REFUSED : OK

  it('passes though the prober stood still after the recovery: that is no relapse', () => {
    const { verdict, reasons } = judge(
      evidence({ plans: [{ info: stream(), untilMs: 20_000, answer: gapAt(16_000) }] }),
    )
    expect({ verdict, reasons }).to.deep.equal({ verdict: 'pass', reasons: [] })
  })

  const k6 = { id: 'k6', source: 'k6', judged: false, kind: 'read' } as const
  const doubtful: readonly (readonly [ReasonCode, Given | DrillEvidence])[] = [
    ['rto-within-interval', { objectives: { rtoMs: 1_950 } }],
    [
      'rpo-within-interval',
      { ...readBack(all.filter((seq) => seq < 500 || seq > 600)), objectives: { rpoSeconds: 0.13 } },
    ],
    ['flapping', { objectives: { rtoMs: 1_950 }, plans: [refusedWhen((ms) => down(ms) || ms === 12_040)] }],
    ['not-recovered', { plans: [outage(10_130, 30_000)], objectives: { rtoMs: 60_000 } }],
    ['no-effect-seen', { plans: [outage(0, 0)], objectives: { rtoMs: 100 } }],
    ['window-too-small', { config: config({ windowProbes: 72 }) }],
    [
      'baseline-below-level',
      { plans: [refusedWhen((ms) => down(ms) || ms % 100 === 0)], config: config({ availability: 0.8 }) },
    ],
    ['blind-window', { blindWindows: [{ fromNs: 11_950 * MS, toNs: 12_010 * MS }], objectives: { rtoMs: 1_950 } }],
    [
      'shed-at-edge',
      {
        plans: [
          {
            info: stream(),
            untilMs: 20_000,
            answer: (ms) => (ms === 11_980 ? { outcome: 'shed' } : down(ms) ? REFUSED : OK),
          },
        ],
      },
    ],
    [
      'shed-at-edge',
      {
        plans: [
          { info: stream(), untilMs: 20_000, answer: (ms) => (ms === 10_140 ? undefined : down(ms) ? REFUSED : OK) },
        ],
      },
    ],
    ['shed-at-edge', { plans: [{ info: stream(), untilMs: 20_000, answer: gapAt(12_500) }] }],
    ['witnesses-disagree', { plans: [outage(), outage(13_000, 14_000, k6)], load }],
    [
      'witnesses-disagree',
      {
        plans: [
          { info: stream(), untilMs: 20_000, answer: gapAt(16_000) },
          outage(16_000, 16_200, { ...k6, id: 'load' }),
        ],
        load,
      },
    ],
    [
      'clock-stepped',
      { plans: [outage(), outage(10_130, 12_000, k6)], load, clockAtEnd: { monotonicNs: 20e9, wallMs: 21_000 } },
    ],
    [
      'clock-stepped',
      // A second ahead and back again: at the end nothing of it shows.
      {
        plans: [outage(), outage(10_130, 12_000, k6)],
        load,
        noise: [9, 10, 11, 12].map((second) => ({
          atNs: second * 1e9,
          wallMs: second * 1_000 + (second === 11 ? 1_000 : 0),
          loopDelayNs: 0,
          cpuPressure: 0,
          loadPerCpu: 0,
        })),
      },
    ],
    ['aborted-but-applied', readBack([...all, 520])],
    ['not-steady', { plans: [refusedWhen((ms) => down(ms) || (ms >= 5_000 && ms < 5_100))] }],
    ['not-steady', withoutBaseline],
    ['not-steady', { plans: [outage(10_130, 12_000, { judged: false })] }],
    ['already-failing', { plans: [outage(9_950, 12_000)] }],
    ['no-targets', { injections: [] }],
    ['injection-failed', { injections: [injection({ error: 'permission denied' })] }],
    ['fault-not-proven', { injections: [unproven] }],
    ['fault-not-proven', { injections: [injection({ proof: { holds: false, text: 'it lives', observedAtNs: '0' } })] }],
    ['fault-not-proven', { plans: [quiet], injections: [hearsay] }],
    ['baseline-below-level', { plans: [outage(), outage(0, 20_000, k6)], load }],
    ['baseline-below-level', { plans: [outage(), { info: stream(k6), untilMs: 0, answer: () => OK }], load }],
    ['load-below-floor', { load: { ...load, started: 90, dropped: 10 } }],
    ['load-died', { load: { ...load, endedEarly: true } }],
    ['load-unaccounted', { load: { ...load, planned: 103 } }],
    ['final-read-missing', { finalReads: [] }],
    ['final-read-missing', readBack(all, { complete: false })],
    ['final-read-unquiet', readBack(all, { quiescent: false })],
    ['rpo-not-measured', { canaryPresent: false, finalReads: [] }],
    ['undo-unverified', { undo: [] }],
    ['undo-unverified', { undo: [{ injectionId: 1, undone: false, text: 'it did not answer' }] }],
    ['interrupted', { problems: [{ code: 'interrupted', text: 'Ctrl-C' }] }],
  ]
  for (const [code, given] of doubtful) {
    it(`is inconclusive: ${code}`, () => {
      const drill = 'operations' in given ? (given as DrillEvidence) : evidence(given)
      expect(codes(drill)).to.include(code)
      const { verdict, objectives } = judge(drill)
      expect(verdict).to.equal('inconclusive')
      expect(objectives.map((objective) => objective.verdict)).to.not.include('fail')
    })
  }

  it('takes the word of whoever did it for a proof where an outage bears it out', () => {
    expect(codes(evidence({ injections: [hearsay] }))).not.to.include('fault-not-proven')
  })

  it('says by how much it was blind at an edge, and does not claim to have seen it', () => {
    const edges = (blindWindows: DrillEvidence['blindWindows']): string =>
      judge(evidence({ blindWindows })).validity.find(({ name }) => name === 'edges')?.text ?? ''
    expect(edges([])).to.equal('the probe saw every edge that was judged')
    expect(edges([{ fromNs: 11_950 * MS, toNs: 12_010 * MS }])).to.include('blind for 60 ms')
  })

  it('never says 0 lost without an authoritative final read', () => {
    for (const given of [{ finalReads: [] }, readBack(all, { quiescent: false }), readBack(all, { error: 'gone' })]) {
      const { measurements } = judge(evidence(given))
      expect(measurements.writes.lost).to.equal(null)
      expect(measurements.rpaSeconds).to.deep.equal({ lo: null, hi: null })
    }
  })

  it('fails for proven loss though the drill was interrupted', () => {
    const drill = evidence({ ...readBack(all.slice(1)), problems: [{ code: 'interrupted', text: 'Ctrl-C' }] })
    expect(judge(drill).verdict).to.equal('fail')
  })

  it('judges the slowest judged stream, and lists each', () => {
    const plans = [
      outage(10_130, 11_000, { id: 'fast' }),
      outage(10_130, 12_000, { id: 'slow' }),
      outage(10_130, 16_000, { id: 'rung', judged: false }),
      outage(10_130, 16_000, { id: 'in-zone', insideZone: 'zone-a' }),
    ]
    const { measurements, streams, verdict } = judge(evidence({ plans }))
    expect(verdict).to.equal('pass')
    expect(measurements.judgedStream).to.equal('slow')
    expect(streams.map(({ id, judged }) => [id, judged])).to.deep.equal([
      ['fast', true],
      ['slow', true],
      ['rung', false],
      ['in-zone', false],
    ])
  })

  it('has not recovered while one judged stream is not proven to be up, though another is back', () => {
    const plans = [
      outage(10_130, 11_000, { id: 'quick' }),
      outage(0, 0, { id: 'seldom', intervalMs: 200, timeoutMs: 1_000 }),
    ]
    const { verdict, objectives, measurements } = judge(
      evidence({ plans, objectives: { rtoMs: 5_000 }, baseline: { fromNs: 0, toNs: 9_900 * MS }, config: RARE }),
    )
    expect(verdict).to.equal('inconclusive')
    expect(objectives[0]?.reasons[0]).to.have.property('code', 'not-recovered')
    expect(objectives[0]?.reasons[0]?.text).to.include('seldom').and.not.include('quick')
    expect(measurements.rtaMs.lo).to.be.greaterThan(700)
    expect(measurements.rtaMs.hi).to.equal(null)
  })

  it('accepts a k6 outage that overlaps the judged one', () => {
    const plans = [outage(), outage(10_130, 12_000, { id: 'k6', source: 'k6', judged: false, kind: 'read' })]
    expect(judge(evidence({ plans, load })).verdict).to.equal('pass')
  })

  it('does not need a replica: one that was not read voids nothing', () => {
    const drill = evidence()
    const replica = finalRead({}, { role: 'replica', complete: false, quiescent: false, error: 'unreachable' })
    expect(judge({ ...drill, finalReads: [...drill.finalReads, replica] }).verdict).to.equal('pass')
  })

  it('reports no outage longer than d + τ, never 0, when no probe was bad', () => {
    const { measurements, verdict } = judge(evidence({ plans: [outage(0, 0)] }))
    expect(measurements.noOutageLongerThanMs).to.equal(270)
    expect(measurements.rtaMs).to.deep.equal({ lo: null, hi: null })
    expect(verdict).to.equal('pass')
  })

  it('says nothing of outages after a fault that never was', () => {
    const { measurements, objectives } = judge({ ...evidence({ plans: [outage(0, 0)] }), injections: [] })
    expect(measurements.noOutageLongerThanMs).to.equal(null)
    expect(objectives.find(({ name }) => name === 'rto')?.verdict).to.equal('inconclusive')
  })

  it('does not count probes that the end of the drill cut off as a relapse', () => {
    const cut: StreamPlan = {
      info: stream(),
      untilMs: 20_000,
      answer: (ms) => (ms >= 19_800 ? { outcome: 'info', tookMs: NaN } : down(ms) ? REFUSED : OK),
    }
    expect(codes(evidence({ plans: [cut] }))).to.deep.equal([])
  })

  it('widens edges by what the baseline itself shows of errors', () => {
    const plans = [refusedWhen((ms) => down(ms) || ms === 5_000 || ms === 7_000)]
    const clean = judge(evidence()).measurements
    const { measurements, assumptions } = judge(evidence({ plans, config: config({ windowProbes: 200 }) }))
    // 2 of 388: k = 3, k·d = 60 ms. Only the early side of the recovery moves.
    expect(measurements.recovery).to.deep.equal({ lo: (clean.recovery.lo ?? 0) - 60, hi: clean.recovery.hi })
    expect(measurements.rtaMs.hi).to.equal(clean.rtaMs.hi)
    expect(assumptions.join(' ')).to.include('2 of 388 probes were bad')
  })
})
