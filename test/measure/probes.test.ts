import { expect } from 'chai'
import { nextGood, probesOf, rangeOf } from '../../src/measure/probes.ts'
import { OperationTableBuilder } from '../../src/history/operation-table-builder.ts'
import type { Outcome } from '../../src/model/operation.ts'
import { MS, OK, probes, stream, table } from './drill.ts'

describe('probesOf', () => {
  const goodOf = (outcome: Outcome, tookMs: number): number | undefined =>
    probesOf(
      table([{ info: stream(), untilMs: 20, answer: () => ({ outcome, tookMs }) }]),
      [stream()],
      0,
      250,
      5_000 * MS,
    ).good[0]

  it('calls good what is ok and completed within τ, and nothing else', () => {
    expect(goodOf('ok', 250)).to.equal(1)
    expect(goodOf('ok', 250.001)).to.equal(0)
    for (const outcome of ['wrong', 'fail', 'info', 'shed'] as const) expect(goodOf(outcome, 5)).to.equal(0)
  })

  it('leaves out what cannot be known yet, and counts as bad what can only be late', () => {
    const info = stream()
    const rows = table([{ info, untilMs: 400, answer: () => ({ outcome: 'info', tookMs: NaN }) }])
    // At 500 ms: sent at 250 or before means that τ = 250 ms has passed.
    const { length, good } = probesOf(rows, [info], 0, 250, 500 * MS)
    expect(length).to.equal(13)
    expect([...good]).to.not.include(1)
  })

  it('brings the rows into the order of the timetable', () => {
    const builder = new OperationTableBuilder()
    for (const seq of [2, 0, 1]) {
      const at = seq * 20 * MS
      const times = { scheduledNs: at, sentNs: at, completedNs: at + MS }
      builder.append({ stream: 0, seq, ...times, outcome: 'ok', errorClass: '', servedBy: '' })
    }
    expect([...probesOf(builder.build(), [stream()], 0, 250, 1e9).seq]).to.deep.equal([0, 1, 2])
  })

  it('takes one stream of several', () => {
    const plans = ['a', 'b'].map((id) => ({ info: stream({ id }), untilMs: id === 'a' ? 100 : 60, answer: () => OK }))
    const streams = plans.map(({ info }) => info)
    expect(probesOf(table(plans), streams, 1, 250, 1e9).length).to.equal(3)
    expect(() => probesOf(table(plans), streams, 2, 250, 1e9)).to.throw(RangeError, 'no stream 2')
  })
})

describe('ranges of probes', () => {
  it('finds the probes of a span by when they were sent', () => {
    expect(rangeOf(probes('.'.repeat(10)), { fromNs: 30 * MS, toNs: 100 * MS })).to.deep.equal({ from: 2, to: 5 })
  })

  it('finds the next good one, or none', () => {
    expect(nextGood(probes('.xx.'), 1)).to.equal(3)
    expect(nextGood(probes('.xx'), 1)).to.equal(undefined)
  })
})
