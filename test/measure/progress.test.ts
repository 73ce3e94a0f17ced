import { expect } from 'chai'
import { observedEnough, recoveredSoFar, type StreamProgress } from '../../src/measure/progress.ts'
import { config, MS, outage, table } from './drill.ts'

const plans = [
  outage(10_130, 12_000),
  outage(10_130, 10_130, { id: 'read', kind: 'read' }),
  outage(10_130, 15_000, { id: 'rung', judged: false }),
]
const input = {
  operations: table(plans),
  streams: plans.map(({ info }) => info),
  config: config(),
  sinceNs: 10_000 * MS,
}

/** The drill as it is seen while it runs: nothing later than now has happened. */
function at(nowMs: number): StreamProgress[] {
  const { operations } = input
  const known = operations.scheduledNs.reduce((rows, ns) => rows + Number(ns <= nowMs * MS), 0)
  const first = plans.slice(0, 2).map((plan) => ({ ...plan, untilMs: nowMs }))
  expect(known).to.be.above(0)
  return recoveredSoFar({ ...input, operations: table(first), streams: input.streams.slice(0, 2), nowNs: nowMs * MS })
}

describe('recoveredSoFar', () => {
  it('tells for each judged stream whether it failed since the fault and is stably back', () => {
    // Up again at 12.0 s, proven by 100 probes at 14.0 s, held for 1 s.
    expect(at(10_100)[0]).to.deep.equal({ stream: 'write-fresh', failed: false, recovered: false })
    expect(at(11_000)[0]).to.deep.equal({ stream: 'write-fresh', failed: true, recovered: false })
    expect(at(14_500)[0]).to.include({ stream: 'write-fresh', failed: true, recovered: false })
    expect(at(15_100)[0]).to.include({ stream: 'write-fresh', failed: true, recovered: true })
  })

  it('says until when a stream that is back has to hold', () => {
    const untilNs = at(12_100)[0]?.holdsUntilNs ?? 0
    expect(untilNs).to.be.within(14_980 * MS, 15_020 * MS)
    expect(at(14_500)[0]?.holdsUntilNs).to.equal(untilNs)
    // What it foretells is what is then seen.
    expect(at(untilNs / MS - 60)[0]?.recovered).to.equal(false)
    expect(at(untilNs / MS + 60)[0]?.recovered).to.equal(true)
  })

  it('proves that a stream stayed up, too', () => {
    expect(at(12_500)[1]).to.deep.equal({ stream: 'read', failed: false, recovered: false })
    expect(at(13_100)[1]).to.deep.equal({ stream: 'read', failed: false, recovered: true })
  })

  it('leaves out what only attributes', () => {
    expect(recoveredSoFar({ ...input, nowNs: 20_000 * MS }).map(({ stream }) => stream)).to.deep.equal([
      'write-fresh',
      'read',
    ])
  })
})

describe('observedEnough', () => {
  const seen = (untilMs: number, objectives: Parameters<typeof observedEnough>[1]): boolean =>
    observedEnough(
      {
        ...input,
        operations: table(plans.map((plan) => ({ ...plan, untilMs }))),
        baseline: { fromNs: 2_000 * MS, toNs: 9_900 * MS },
        nowNs: untilMs * MS,
      },
      objectives,
    )

  it('asks for nothing where no objective needs more than the recovery', () => {
    expect(seen(12_000, {})).to.equal(true)
  })

  it('needs 299 operations after recovery for a p99, on each judged stream', () => {
    // Recovered from 12.0 s on, one probe every 20 ms.
    expect(seen(17_960, { latencyMs: 50 })).to.equal(false)
    expect(seen(18_020, { latencyMs: 50 })).to.equal(true)
  })

  it('needs three windows in a row for a steady state', () => {
    expect(seen(17_900, { timeToSteadyStateMs: 9_000 })).to.equal(false)
    expect(seen(18_020, { timeToSteadyStateMs: 9_000 })).to.equal(true)
  })
})
