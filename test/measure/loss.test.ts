import { expect } from 'chai'
import { presentIn } from '../../src/measure/final-read.ts'
import { countWrites, type Loss, type LossOptions } from '../../src/measure/loss.ts'
import { ledgersOf } from '../../src/measure/write-ledger.ts'
import type { Outcome } from '../../src/model/operation.ts'
import { finalRead, MS, stream, table } from './drill.ts'

/** Writes 20 ms apart, answered after 11 ms; `.` acknowledged, `i` indeterminate, `f` failed, `w` wrong, `-` shed. */
function count(
  pattern: string,
  present: readonly number[] | undefined,
  options: Partial<LossOptions> & { clockErrorNs?: number[] } = {},
): Loss {
  const outcomes: Record<string, Outcome> = { '.': 'ok', i: 'info', f: 'fail', w: 'wrong', '-': 'shed' }
  const streams = [stream({ id: 'w' }), stream({ id: 'r', kind: 'read', writer: 'w' })]
  const rows = table([
    {
      info: stream({ id: 'w' }),
      untilMs: pattern.length * 20,
      answer: (_, seq) => ({ outcome: outcomes[pattern[seq] ?? ''] ?? 'ok', tookMs: 11 }),
    },
    { info: stream({ id: 'r', kind: 'read', writer: 'w' }), untilMs: 100, answer: () => ({ outcome: 'ok' }) },
  ])
  const there = present === undefined ? undefined : presentIn(finalRead({ w: present }), streams)
  const { clockErrorNs = [0, 0], ...given } = { lastGoodNs: undefined, firstBadNs: undefined, ...options }
  return countWrites(ledgersOf(rows, streams, clockErrorNs), there, given)
}

describe('countWrites', () => {
  it('counts what was attempted, acknowledged, failed and indeterminate; a shed slot was never sent', () => {
    const { counts } = count('..ifw-', [0, 1])
    expect(counts).to.include({ attempted: 5, acknowledged: 2, failed: 1, indeterminate: 2 })
  })

  it('says nothing about loss without a final read, and never 0', () => {
    const { counts, oldestLostNs } = count('....', undefined)
    expect(counts).to.include({ attempted: 4, lost: null, lostPessimistic: null, holes: null, phantoms: null })
    expect(counts).to.include({ abortedButApplied: null, duplicates: null, indeterminateVanished: null })
    expect(oldestLostNs).to.equal(undefined)
  })

  it('lost: acknowledged and absent from the final read', () => {
    const { counts, oldestLostNs, newestKeptNs } = count('.....', [0, 1])
    expect(counts).to.include({ lost: 3, holes: 0, truncated: false })
    expect(counts.lostIds).to.deep.equal([2, 3, 4].map((seq) => ({ writer: 'w', seq })))
    expect(oldestLostNs).to.equal(51 * MS)
    expect(newestKeptNs).to.equal(20 * MS)
  })

  it('does not let a survivor by replay hide an older loss', () => {
    // 4 was in flight at the fault and survived; it was sent after the acknowledgement of 2 had completed.
    expect(count('.....', [0, 1, 4]).newestKeptNs).to.equal(20 * MS)
  })

  it('counts a hole: a lost write that is older than a survivor acknowledged before the onset', () => {
    expect(count('.....', [0, 2, 3, 4], { lastGoodNs: 1_000 * MS }).counts).to.include({ lost: 1, holes: 1 })
    // The survivors were acknowledged after the onset: the new primary, and no hole.
    expect(count('.....', [0, 2, 3, 4], { lastGoodNs: 35 * MS }).counts).to.include({ lost: 1, holes: 0 })
  })

  it('counts a phantom: in the final read and never attempted', () => {
    expect(count('..-', [0, 1, 2, 77]).counts.phantoms).to.equal(2)
    expect(count('..-', [0, 1]).counts.phantoms).to.equal(0)
  })

  it('counts a write that was classified as failed and is there', () => {
    expect(count('.f.f', [0, 1, 2]).counts.abortedButApplied).to.equal(1)
  })

  it('counts duplicates', () => {
    expect(count('...', [0, 1, 1, 1, 2]).counts.duplicates).to.equal(2)
  })

  it('counts indeterminate writes that survived or vanished; the pessimistic loss includes the vanished', () => {
    expect(count('.iii.', [0, 1]).counts).to.include({
      lost: 1,
      indeterminateSurvived: 1,
      indeterminateVanished: 2,
      lostPessimistic: 3,
    })
  })

  it('names no more than 100 lost writes and says so', () => {
    const { counts } = count('.'.repeat(150), [])
    expect(counts.lost).to.equal(150)
    expect(counts.lostIds).to.have.length(100)
    expect(counts.truncated).to.equal(true)
  })

  it('takes the times of a foreign clock with their error', () => {
    const { oldestLostNs, newestKeptNs } = count('.....', [0, 1], { clockErrorNs: [5 * MS, 0] })
    expect(oldestLostNs).to.equal(56 * MS)
    expect(newestKeptNs).to.equal(15 * MS)
  })
})
