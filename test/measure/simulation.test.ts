import { expect } from 'chai'
import { missesOf, simulate } from './simulated-drill.ts'
import { MODES, type Settings } from './simulated-service.ts'

/** How many drills to simulate; a longer run sets BLACKSTART_SIMULATIONS. */
const RUNS = Number(process.env['BLACKSTART_SIMULATIONS'] ?? 63)
const FIRST_SEED = Number(process.env['BLACKSTART_SEED'] ?? 1)

/** Every mode in turn, with each interval, each τ and each rate of background errors. */
function settingsOf(seed: number): Settings {
  const pick = <T>(values: readonly T[], step: number): T => values[Math.floor(seed / step) % values.length] as T
  return {
    seed,
    mode: pick(MODES, 1),
    intervalMs: pick([10, 20, 50], 7),
    goodWithinMs: pick([100, 250], 3),
    backgroundErrors: pick([0, 0.005, 0.01], 21),
  }
}

describe('judging simulated outages of which the truth is known', function () {
  this.timeout(600_000)

  for (const mode of MODES) {
    it(`holds the truth in every interval: ${mode}`, () => {
      const wrong: string[] = []
      for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
        const settings = settingsOf(seed)
        if (settings.mode !== mode) continue
        const { misses, judgement } = simulate(settings)
        const found = [...misses, ...(judgement.measurements.rtaMs.hi === null ? ['not recovered'] : [])]
        if (found.length > 0) wrong.push(`${JSON.stringify(settings)}: ${found.join('; ')}`)
      }
      expect(wrong).to.deep.equal([])
    })
  }

  it('can fail: a truth that lies one interval further is reported as missed', () => {
    const settings = { mode: 'refuse', intervalMs: 20, goodWithinMs: 250, backgroundErrors: 0 } as const
    const { truth, judgement } = simulate({ seed: 4, ...settings })
    const { lo, hi } = judgement.measurements.recovery
    const width = (hi ?? NaN) - (lo ?? NaN)
    expect(width).to.be.below(50)
    expect(missesOf({ ...truth, recoveryMs: truth.recoveryMs + width }, judgement).join()).to.match(/^recovery /)
  })
})
