import { Random } from '../random.ts'
import { MODES, type Mode, type Settings } from './service.ts'

/** θ, with the rates of background errors that a service of this level may have. */
const LEVELS = [
  { availability: 0.9, rates: [0, 0.005, 0.01, 0.02] },
  { availability: 0.95, rates: [0, 0.005, 0.01] },
  { availability: 0.99, rates: [0, 0.002] },
] as const

/** The settings that a seed stands for; modes and stalls take turns, everything else is drawn. */
export function settingsOf(seed: number): Settings {
  // Seeds in a row would otherwise draw numbers in a row.
  const random = new Random(Math.imul(seed, 0x9e37_79b1))
  const { availability, rates } = random.pick<(typeof LEVELS)[number]>(LEVELS)
  return {
    seed,
    mode: MODES[seed % MODES.length] as Mode,
    stalls: Math.floor(seed / MODES.length) % 2 === 1,
    intervalMs: random.pick([10, 20, 50]),
    goodWithinMs: random.pick([100, 250]),
    availability,
    backgroundErrors: random.pick<number>(rates),
  }
}
