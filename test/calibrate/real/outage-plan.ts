import type { Random } from '../random.ts'

/** How a real service is broken; what each mode does, the breaking process says. */
export const HTTP_MODES = ['refuse', 'blackhole', 'hold', 'reset', 'partial', 'slow', 'flapping', 'frozen'] as const
export const RELAY_MODES = ['reset', 'hold', 'blackhole', 'flapping'] as const
export type RealMode = (typeof HTTP_MODES)[number]

/** One outage, decided before it is made. */
export interface OutagePlan {
  readonly mode: RealMode
  /** From the fault to the onset, in milliseconds. */
  readonly delayMs: number
  /** Times down, in milliseconds, and in between times up; one unless the service flaps. */
  readonly phases: readonly { readonly downMs: number; readonly upMs: number }[]
  /** Share of the requests that fail while it is down. */
  readonly failingShare: number
  /** What was committed so shortly before the onset is gone, in milliseconds. */
  readonly lostMs: number
}

/** What is measured how. */
export interface Probing {
  /** d, in milliseconds. */
  readonly intervalMs: number
  /** τ, in milliseconds. */
  readonly goodWithinMs: number
}

/** How far back a crash may take what was committed, in milliseconds. */
export const LONGEST_LOSS_MS = 200
/** Fewer probes cannot prove that a part of them fails. */
const PARTIAL_PROBES = 150
/** An outage must turn more than an episode's worth of probes bad, also where requests are held. */
const SHORTEST_PROBES = 10

export function drawOutage(mode: RealMode, { intervalMs, goodWithinMs }: Probing, random: Random): OutagePlan {
  const shortestMs = mode === 'partial' ? PARTIAL_PROBES * intervalMs : goodWithinMs + SHORTEST_PROBES * intervalMs
  const phases =
    mode === 'flapping'
      ? Array.from({ length: random.whole(2, 4) }, () => ({
          downMs: random.between(5, 30) * intervalMs,
          upMs: random.between(1, 25) * intervalMs,
        }))
      : [{ downMs: shortestMs + random.between(0, 1_000), upMs: 0 }]
  const crashes = mode === 'refuse' || mode === 'blackhole' || mode === 'reset'
  return {
    mode,
    delayMs: random.between(0, 120),
    phases,
    failingShare: mode === 'partial' ? random.between(0.3, 0.9) : 1,
    lostMs: crashes && random.chance(0.7) ? random.between(0, LONGEST_LOSS_MS) : 0,
  }
}

/** How long the service is not itself, in milliseconds. */
export function lengthOf({ delayMs, phases }: OutagePlan): number {
  return delayMs + phases.reduce((sum, { downMs, upMs }) => sum + downMs + upMs, 0)
}
