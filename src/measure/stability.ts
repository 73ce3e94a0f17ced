import type { MeasurementConfig } from '../model/measurement-config.ts'
import { msToNs } from './units.ts'
import { completedAt, countGood, isGood, sentAt, type Probes } from './probes.ts'
import { wilsonLower } from './wilson.ts'

export type StabilityRules = Pick<MeasurementConfig, 'windowProbes' | 'availability' | 'holdDownMs'>

/**
 * When it is proven that a run has stably recovered, nanoseconds; undefined when it has not. **Up** at level θ: the Wilson lower limit of the share of good probes over the
 * last W is at least θ. **Recovered**: up, and no further episode begins within the hold-down h after that.
 *
 * @param from - first good probe of the run
 * @param to - first probe of the next episode, or the number of probes
 */
export function stableAt(probes: Probes, from: number, to: number, rules: StabilityRules): number | undefined {
  const upAtNs = firstUp(probes, from, to, rules)
  if (upAtNs === undefined) return undefined
  const heldUntilNs = to < probes.length ? sentAt(probes, to) : probes.observedUntilNs
  const provenNs = upAtNs + msToNs(rules.holdDownMs)
  return heldUntilNs >= provenNs ? provenNs : undefined
}

/** When the first window of W probes within [from, to) that proves the level was complete. */
function firstUp(probes: Probes, from: number, to: number, rules: StabilityRules): number | undefined {
  const { windowProbes: size, availability } = rules
  let good = countGood(probes, from, from + size)
  for (let end = from + size; end <= to; end++) {
    if (wilsonLower(good, size) >= availability) {
      const last = completedAt(probes, end - 1)
      return Number.isNaN(last) ? sentAt(probes, end - 1) : last
    }
    good += Number(isGood(probes, end)) - Number(isGood(probes, end - size))
  }
  return undefined
}
