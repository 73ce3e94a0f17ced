import { expect } from 'chai'
import { probesOf, type Probes } from '../../src/measure/probes.ts'
import { steadyAgain } from '../../src/measure/steady-again.ts'
import { MS, REFUSED, stream, table, type Answer } from './drill.ts'

const BASELINE = { fromNs: 0, toNs: 2_000 * MS }

/** A probe every 20 ms for 10 s; the first 2 s are the baseline, answered after 5 ms. */
function watched(answer: (ms: number) => Answer | undefined): Probes {
  const info = stream()
  const rows = table([{ info, untilMs: 10_000, answer }])
  return probesOf(rows, [info], 0, 250, 10_000 * MS)
}

const tookMs = (ms: number): Answer => ({ outcome: 'ok', tookMs: ms })
const NORMAL = tookMs(5)

describe('steadyAgain', () => {
  it('is when three windows in a row are what the baseline was: p99 within a tenth', () => {
    // Slow from 2 s on, by 6 ms instead of 5, until 4 s.
    const probes = watched((ms) => (ms >= 2_000 && ms < 4_000 ? tookMs(6) : NORMAL))
    expect(steadyAgain(probes, BASELINE, 100, 50)).to.deep.equal({ lo: 3_980 * MS, hi: 4_005 * MS })
    const within = watched((ms) => (ms >= 2_000 && ms < 4_000 ? tookMs(5.4) : NORMAL))
    expect(steadyAgain(within, BASELINE, 100, 50)?.hi).to.equal(2_005.4 * MS)
  })

  it('does not forgive errors that the baseline did not have', () => {
    const probes = watched((ms) => (ms === 4_000 ? REFUSED : NORMAL))
    expect(steadyAgain(probes, BASELINE, 100, 50)?.hi).to.equal(4_025 * MS)
  })

  it('forgives as many errors as the worst window of the baseline had', () => {
    const probes = watched((ms) => (ms === 1_000 || ms === 4_000 ? REFUSED : NORMAL))
    expect(steadyAgain(probes, BASELINE, 100, 50)?.hi).to.equal(2_005 * MS)
  })

  it('needs 0.9 of the rate of answers', () => {
    // No error and no slow answer, but one slot in so many is missing: a load that was not sent.
    const missing = (oneIn: number): Probes =>
      watched((ms) => (ms >= 2_000 && ms < 4_000 && ms % (oneIn * 20) === 0 ? undefined : NORMAL))
    // 50 answers in 55 slots are 0.909: the first window with no more than five holes (3,500 to 3,900) begins at 3,420.
    expect(steadyAgain(missing(5), BASELINE, 100, 50)?.hi).to.equal(3_425 * MS)
    expect(steadyAgain(missing(20), BASELINE, 100, 50)?.hi).to.be.below(2_050 * MS)
  })

  it('starts where it is told to, at the first good probe', () => {
    const probes = watched((ms) => (ms >= 2_000 && ms < 3_000 ? REFUSED : NORMAL))
    expect(steadyAgain(probes, BASELINE, 120, 50)).to.deep.equal({ lo: 2_980 * MS, hi: 3_005 * MS })
  })

  it('says only that it was not steady yet where too little was observed', () => {
    const probes = watched((ms) => (ms >= 2_000 && ms < 8_000 ? REFUSED : NORMAL))
    const { lo, hi } = steadyAgain(probes, BASELINE, 100, 50) ?? {}
    expect(hi).to.equal(null)
    expect(lo).to.be.at.least(7_980 * MS)
  })

  it('knows no normal window from a baseline that is shorter than one', () => {
    expect(
      steadyAgain(
        watched(() => NORMAL),
        BASELINE,
        100,
        101,
      ),
    ).to.equal(undefined)
  })
})
