import { expect } from 'chai'
import { judgeFurther } from '../../src/measure/bounds.ts'
import { UNKNOWN } from '../../src/model/interval.ts'
import type { Objectives } from '../../src/model/verdict.ts'

const MEASURED = {
  timeToDetectMs: { lo: 400, hi: 700 },
  timeToSteadyStateMs: { lo: 4_000, hi: 4_200 },
  timeToRedundancyMs: { lo: 8_000, hi: 9_000 },
  latencyP99Ms: { lo: 12, hi: null },
  availability: { lo: 0.93, hi: 0.94 },
}
const judged = (objectives: Objectives, measured: Partial<typeof MEASURED> = {}) =>
  judgeFurther(objectives, { ...MEASURED, ...measured })

describe('judgeFurther', () => {
  it('judges only what the scenario states', () => {
    expect(judged({ rtoMs: 5_000 })).to.deep.equal([])
    expect(
      judged({ timeToDetectMs: 700, timeToRedundancyMs: 9_000 }).map(({ name, verdict }) => [name, verdict]),
    ).to.deep.equal([
      ['timeToDetect', 'pass'],
      ['timeToRedundancy', 'pass'],
    ])
  })

  const cases = [
    [{ timeToDetectMs: 700 }, 'pass', undefined],
    [{ timeToDetectMs: 699 }, 'inconclusive', 'objective-within-interval'],
    [{ timeToDetectMs: 399 }, 'fail', 'objective-missed'],
    [{ timeToSteadyStateMs: 3_000 }, 'fail', 'objective-missed'],
    [{ latencyMs: 20 }, 'inconclusive', 'objective-not-measured'],
    [{ latencyMs: 11 }, 'fail', 'objective-missed'],
    // A floor: all of the interval must be above it.
    [{ availability: 0.93 }, 'pass', undefined],
    [{ availability: 0.935 }, 'inconclusive', 'objective-within-interval'],
    [{ availability: 0.95 }, 'fail', 'objective-missed'],
  ] as const
  for (const [objectives, verdict, code] of cases) {
    it(`${JSON.stringify(objectives)}: ${verdict}`, () => {
      const [result] = judged(objectives)
      expect(result?.verdict).to.equal(verdict)
      expect(result?.reasons[0]?.code).to.equal(code)
      expect(result?.advice !== undefined).to.equal(verdict === 'inconclusive')
    })
  }

  it('is not measured where nothing is known, and never passes on it', () => {
    const [result] = judged(
      { timeToRedundancyMs: 1_000 },
      { timeToRedundancyMs: UNKNOWN as { lo: number; hi: number } },
    )
    expect(result?.verdict).to.equal('inconclusive')
    expect(result?.reasons[0]?.code).to.equal('objective-not-measured')
  })
})
