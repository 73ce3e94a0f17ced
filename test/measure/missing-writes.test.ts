import { expect } from 'chai'
import { presentIn } from '../../src/measure/final-read.ts'
import { missingWrites } from '../../src/measure/missing-writes.ts'
import { ledgersOf } from '../../src/measure/write-ledger.ts'
import type { Outcome } from '../../src/model/operation.ts'
import { finalRead, stream, table } from './drill.ts'

const OUTCOMES: Record<string, Outcome> = { '.': 'ok', i: 'info', f: 'fail', w: 'wrong', '-': 'shed' }

/** `.` acknowledged, `i` indeterminate, `f` failed, `w` wrong, `-` shed. */
function missing(pattern: string, there: readonly number[]): ReturnType<typeof missingWrites> {
  const infos = [stream({ id: 'r', kind: 'read', writer: 'w' }), stream({ id: 'w' })]
  const rows = table(
    infos.map((info) => ({
      info,
      untilMs: pattern.length * 20,
      answer: (_: number, seq: number) => ({ outcome: OUTCOMES[pattern[seq] ?? ''] ?? 'ok' }),
    })),
  )
  return missingWrites(ledgersOf(rows, infos, [0, 0]), presentIn(finalRead({ w: there }), infos))
}

describe('missingWrites', () => {
  it('names every acknowledged write that the final read lacks', () => {
    expect(missing('.....', [0, 3])).to.deep.equal([
      { writer: 'w', lost: Uint32Array.of(1, 2, 4), indeterminate: new Uint32Array() },
    ])
  })

  it('keeps apart what was never acknowledged, and leaves out what provably had no effect', () => {
    expect(missing('.ifw-', [])).to.deep.equal([
      { writer: 'w', lost: Uint32Array.of(0), indeterminate: Uint32Array.of(1, 3) },
    ])
  })

  it('leaves out a writer that misses nothing', () => {
    expect(missing('..i', [0, 1, 2])).to.deep.equal([])
  })
})
