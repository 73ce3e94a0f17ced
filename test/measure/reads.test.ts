import { expect } from 'chai'
import { presentIn } from '../../src/measure/final-read.ts'
import { readFindings } from '../../src/measure/reads.ts'
import { ledgersOf } from '../../src/measure/write-ledger.ts'
import { NOTHING_FOUND } from '../../src/model/operation.ts'
import { finalRead, MS, OK, stream, table, type Answer } from './drill.ts'

/** A write every 20 ms, acknowledged after 5 ms; reads 10 ms later, by their seq. */
function findings(
  reads: readonly (Answer | undefined)[],
  present: readonly number[] | undefined,
  write: Answer | ((seq: number) => Answer) = OK,
) {
  const infos = [stream({ id: 'w' }), stream({ id: 'r', kind: 'read', writer: 'w' })]
  const [writing, reading] = infos as [(typeof infos)[0], (typeof infos)[0]]
  const rows = table([
    { info: writing, untilMs: 200, answer: (_, seq) => (typeof write === 'function' ? write(seq) : write) },
    {
      info: reading,
      untilMs: reads.length * 20,
      answer: (ms, seq) => {
        const given = reads[seq]
        return given === undefined ? undefined : { sentMs: ms + 10, tookMs: 2, ...given }
      },
    },
  ])
  const there = present === undefined ? undefined : presentIn(finalRead({ w: present }), infos)
  return readFindings(rows, infos, ledgersOf(rows, infos, [0, 0]), there)
}

const returns = (...values: readonly number[]): Answer[] => values.map((value) => ({ outcome: 'ok', value }))
const all = Array.from({ length: 10 }, (_, seq) => seq)

describe('readFindings', () => {
  it('says nothing where no read recorded what it returned', () => {
    expect(findings([OK, OK], all)).to.deep.equal({
      seenThenLost: null,
      corrupt: null,
      staleReads: { lo: null, hi: null },
      stalenessNs: { lo: null, hi: null },
    })
  })

  it('seen then lost: a value that a read returned, and the final read lacks, once for each value', () => {
    expect(findings(returns(0, 1, 2, 2, 3), [0, 1]).seenThenLost).to.equal(2)
    expect(findings(returns(0, 1, 2, 2, 3), all).seenThenLost).to.equal(0)
    expect(findings(returns(0, 1), undefined).seenThenLost).to.equal(null)
  })

  it('counts what a stale read returned as seen too', () => {
    expect(findings([{ outcome: 'wrong', value: 0 }], []).seenThenLost).to.equal(1)
  })

  it('stale: less than what had been acknowledged before the read was sent', () => {
    // Reads at 10, 30, 50 ms; writes 0, 1, 2 were acknowledged at 5, 25, 45 ms.
    expect(findings(returns(0, 1, 2), all).staleReads).to.deep.equal({ lo: 0, hi: 0 })
    expect(findings(returns(0, 0, 0), all)).to.deep.include({
      staleReads: { lo: 2, hi: 2 },
      // The third read was sent at 50 ms, and 1 had been acknowledged at 25 ms; it ended at 52, and 1 was sent at 20.
      stalenessNs: { lo: 25 * MS, hi: 32 * MS },
    })
    expect(findings([undefined, ...returns(NOTHING_FOUND)], all).staleReads).to.deep.equal({ lo: 1, hi: 1 })
  })

  it('bounds the age from both sides by different reads and writes, where those are the worst', () => {
    // The first read is surely older (30 ms); the second took longer, so it may be older (20 to 62 ms).
    const slow: Answer = { outcome: 'wrong', value: 1, sentMs: 65, tookMs: 37 }
    expect(findings([undefined, { outcome: 'wrong', value: 0, sentMs: 55 }, slow], all).stalenessNs).to.deep.equal({
      lo: 30 * MS,
      hi: 62 * MS,
    })
    // Write 1 was sent first of those that are newer than 0, though acknowledged last of them.
    const late = (seq: number): Answer => (seq === 1 ? { outcome: 'ok', tookMs: 100 } : OK)
    expect(
      findings([undefined, undefined, { outcome: 'wrong', value: 0, sentMs: 50 }], all, late).stalenessNs,
    ).to.deep.equal({
      lo: 5 * MS,
      hi: 32 * MS,
    })
  })

  it('counts the age from the first newer write that was acknowledged at all', () => {
    const lacking = (seq: number): Answer => (seq === 1 ? { outcome: 'info' } : OK)
    const read: Answer = { outcome: 'wrong', value: 0, sentMs: 60 }
    expect(findings([undefined, undefined, read], all, lacking).stalenessNs).to.deep.equal({ lo: 15 * MS, hi: 22 * MS })
  })

  it('possibly stale: a newer write was acknowledged while the read was under way', () => {
    expect(findings([{ outcome: 'ok', value: 0, sentMs: 20, tookMs: 10 }], all).staleReads).to.deep.equal({
      lo: 0,
      hi: 1,
    })
  })

  it('is not stale for a write that was never acknowledged', () => {
    expect(findings(returns(NOTHING_FOUND, 0, 0), all, { outcome: 'info' }).staleReads).to.deep.equal({ lo: 0, hi: 0 })
  })

  it('corrupt: a value that nobody had attempted when the read ended', () => {
    expect(findings(returns(0, 77, 9), all).corrupt).to.equal(2)
    expect(findings(returns(0, 1), all).corrupt).to.equal(0)
  })
})
