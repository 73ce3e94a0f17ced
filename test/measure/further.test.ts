import { expect } from 'chai'
import { judge } from '../../src/measure/judge.ts'
import {
  acknowledged,
  config,
  evidence,
  finalRead,
  MS,
  OK,
  outage,
  REFUSED,
  stream,
  table,
  type StreamPlan,
} from './drill.ts'

const at = (lo: number, hi: number) => ({ lo: lo * MS, hi: hi * MS })

describe('what is measured beside recovery time', () => {
  // The fault at 10.000 to 10.140 s, an outage from 10.13 to 12 s, observed until 20 s.
  const drill = evidence({
    events: [{ kind: 'primary-lost', component: 'db-a', at: at(10_400, 10_600) }],
    redundancy: at(15_000, 15_500),
  })
  const { measurements } = judge(drill)

  it('time to detect, from the control plane', () => {
    expect(measurements.timeToDetectMs).to.deep.equal({ lo: 260, hi: 600 })
  })

  it('time to redundancy', () => {
    expect(measurements.timeToRedundancyMs).to.deep.equal({ lo: 4_860, hi: 5_500 })
  })

  it('time to steady state: the slowest of the judged streams and the load', () => {
    expect(measurements.timeToSteadyStateMs.hi).to.equal(2_005)
    const k6 = outage(10_130, 13_000, { id: 'k6', source: 'k6', judged: false, kind: 'read' })
    const withLoad = judge(evidence({ plans: [outage(), k6] })).measurements
    expect(withLoad.timeToSteadyStateMs.hi).to.equal(3_005)
  })

  it('latency after recovery: bounds of the p99, of the slowest judged stream', () => {
    const slow: StreamPlan = {
      info: stream({ id: 'slow' }),
      untilMs: 20_000,
      answer: (ms) => (ms >= 10_130 && ms < 12_000 ? REFUSED : ms > 12_000 ? { outcome: 'ok', tookMs: 40 } : OK),
    }
    expect(measurements.latencyP99Ms).to.deep.equal({ lo: 5, hi: 5 })
    expect(judge(evidence({ plans: [outage(), slow] })).measurements.latencyP99Ms.hi).to.equal(40)
    const short = evidence({ observedUntilNs: 17_000 * MS, plans: [{ ...outage(), untilMs: 17_000 }] })
    expect(judge(short).measurements.latencyP99Ms.hi).to.equal(null)
  })

  it('latency: a probe that timed out after recovery waits for ever, and is not left out', () => {
    const p99 = (every: number) =>
      judge(
        evidence({
          config: config({ availability: 0.8 }),
          // Single timeouts, far enough apart to be no episode.
          plans: [
            {
              info: stream(),
              untilMs: 20_000,
              answer: (ms) =>
                ms >= 10_130 && ms < 12_000
                  ? REFUSED
                  : ms > 12_500 && (ms / 20) % every === 0
                    ? { outcome: 'info', tookMs: 1_000 }
                    : OK,
            },
          ],
        }),
      ).measurements.latencyP99Ms
    // The upper end of 400 is the slowest of them. With one of 25 even the lower one is no less than the timeout of 1 s.
    expect(p99(2_000)).to.deep.equal({ lo: 5, hi: 5 })
    expect(p99(750)).to.deep.equal({ lo: 5, hi: null })
    expect(p99(25)).to.deep.equal({ lo: 1_000, hi: null })
  })

  it('availability: the share of good probes since the fault, ± one for each bad run', () => {
    // From 10.00 to 20 s: 500 probes, 93 of them bad (10.14 to 11.98).
    expect(measurements.availability.lo).to.be.closeTo(1 - 94 / 500, 1e-9)
    expect(measurements.availability.hi).to.be.closeTo(1 - 92 / 500, 1e-9)
  })

  it('judges each only where the scenario states an objective', () => {
    const objectives = { rtoMs: 3_000, timeToDetectMs: 100, availability: 0.5 }
    const { verdict, reasons, objectives: results } = judge({ ...drill, objectives })
    expect(results.map(({ name, verdict: each }) => [name, each])).to.deep.equal([
      ['rto', 'pass'],
      ['availability', 'pass'],
      ['timeToDetect', 'fail'],
    ])
    expect([verdict, reasons[0]?.code]).to.deep.equal(['fail', 'objective-missed'])
  })

  it('judges people’s time with the recovery time, and shows both', () => {
    const people = [{ text: 'decide to fail over', kind: 'decision', ms: 60_000, waited: false }] as const
    const { measurements: measured, objectives, verdict, reasons } = judge(evidence({ people }))
    expect(measured.creditedMs).to.equal(60_000)
    expect(measured.rtaMs.hi).to.equal(measurements.rtaMs.hi)
    expect(objectives[0]?.actual.hi).to.equal((measurements.rtaMs.hi ?? 0) + 60_000)
    expect(objectives[0]?.verdict).to.equal('fail')
    // Nobody waited for the decision, so that nothing was lost proves nothing.
    expect(objectives[1]?.reasons[0]?.code).to.equal('people-not-waited')
    expect(reasons.map(({ code }) => code)).to.include('rto-exceeded')
    expect(verdict).to.equal('fail')
  })

  it('judges on the loss window where acknowledgements after the onset are lost, which the control plane bounds', () => {
    // A second writer goes on until 14 s, and what it was told after 10 s is gone; the writers are moved at 15 s.
    const zombie = { info: stream({ id: 'zombie', judged: false }), untilMs: 14_000, answer: () => OK }
    const plans = [outage(), zombie]
    const kept = acknowledged(table(plans), 0, () => true)
    const finalReads = [finalRead({ 'write-fresh': kept, zombie: Array.from({ length: 500 }, (_, seq) => seq) })]
    const expects = ['writes-holed'] as const
    const events = [{ kind: 'endpoint-moved', component: 'db-b', at: at(15_000, 15_200) }]
    const judged = (rpoSeconds: number) =>
      judge(evidence({ plans, finalReads, expects, events, objectives: { rpoSeconds } }))
    const { measurements: found, objectives } = judged(60)
    expect(found.rpaSeconds.hi).to.equal(null)
    expect(found.lossWindowSeconds.lo).to.be.closeTo(15 - 10.005, 1e-6)
    expect(found.lossWindowSeconds.hi).to.be.closeTo(15.2 - 10, 1e-6)
    expect(objectives[0]?.actual).to.deep.equal(found.lossWindowSeconds)
    expect([60, 5.1, 1].map((target) => judged(target).objectives[0]?.verdict)).to.deep.equal([
      'pass',
      'inconclusive',
      'fail',
    ])
  })

  it('has a loss window beside an ordinary recovery point, which is what is judged', () => {
    const lost = acknowledged(table([outage()]), 0, () => true).filter((seq) => seq !== 500)
    const finalReads = [finalRead({ 'write-fresh': lost })]
    const events = [{ kind: 'promoted', component: 'db-b', at: at(11_000, 11_100) }]
    const { measurements: found, objectives } = judge(evidence({ finalReads, events, objectives: { rpoSeconds: 60 } }))
    expect(found.lossWindowSeconds.hi).to.be.greaterThan(found.rpaSeconds.hi ?? Infinity)
    expect(objectives[0]?.actual).to.deep.equal(found.rpaSeconds)
  })

  it('reports an expected failure, and passes', () => {
    const read = judge(evidence({ ...seen(500), expects: ['seen-then-lost'], objectives: { rtoMs: 3_000 } }))
    expect(read.expected.map(({ code }) => code)).to.deep.equal(['seen-then-lost'])
    expect(read.verdict).to.equal('pass')
    expect(judge(evidence({ ...seen(500), objectives: { rtoMs: 3_000 } })).verdict).to.equal('fail')
  })

  it('counts corrupt answers from both sides', () => {
    const { measurements: counted, verdict, reasons } = judge(evidence(seen(77_777)))
    expect(counted.writes.corrupt).to.equal(1)
    expect([verdict, reasons[0]?.code]).to.deep.equal(['fail', 'corrupt-content'])
  })
})

/** A reader that returned a seq once, before the fault; the write of 500 is refused in the outage. */
function seen(seq: number) {
  const reader: StreamPlan = {
    info: stream({ id: 'reader', kind: 'read', writer: 'write-fresh', judged: false }),
    untilMs: 20_000,
    answer: (ms) => (ms === 10_080 ? { outcome: 'ok', value: seq } : OK),
  }
  const writer = {
    ...outage(),
    answer: (ms: number) => (ms === 10_000 ? { outcome: 'info' as const } : (outage().answer(ms, 0) ?? OK)),
  }
  return { plans: [writer, reader] }
}
