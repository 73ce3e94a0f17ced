import { expect } from 'chai'
import { simulate } from './simulated/drill.ts'
import { MODES, type Settings } from './simulated/service.ts'
import { settingsOf } from './simulated/settings.ts'
import { instant, missesOf } from './truth.ts'

/** A sample; `npm run calibrate` simulates many more. */
const FIRST_SEED = 1
const LAST_SEED = 84

describe('judging simulated outages of which the truth is known', function () {
  this.timeout(60_000)

  for (const mode of MODES) {
    it(`holds the truth in every interval: ${mode}`, () => {
      const wrong: string[] = []
      for (let seed = FIRST_SEED; seed <= LAST_SEED; seed++) {
        const settings = settingsOf(seed)
        if (settings.mode !== mode) continue
        const { misses } = simulate(settings)
        if (misses.length > 0) wrong.push(`${JSON.stringify(settings)}: ${misses.join('; ')}`)
      }
      expect(wrong).to.deep.equal([])
    })
  }

  it('has blind windows in the drills with stalls', () => {
    const blind = (stalls: boolean): boolean =>
      simulate({ ...PLAIN, stalls }).judgement.measurements.width.some(({ term }) => term === 'blind prober')
    expect([blind(false), blind(true)]).to.deep.equal([false, true])
  })

  it('can fail: a truth that lies one interval further is reported as missed', () => {
    const { truth, judgement } = simulate({ ...PLAIN, stalls: false })
    const { lo, hi } = judgement.measurements.recovery
    const width = (hi ?? NaN) - (lo ?? NaN)
    expect(width).to.be.below(50)
    const later = { ...truth, recovery: instant(truth.recovery.lo + width) }
    expect(missesOf(later, judgement).join()).to.match(/^recovery /)
  })
})

const PLAIN: Settings = {
  seed: 4,
  mode: 'refuse',
  intervalMs: 20,
  goodWithinMs: 250,
  backgroundErrors: 0,
  availability: 0.95,
  stalls: false,
}
