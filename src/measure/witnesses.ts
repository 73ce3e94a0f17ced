import { formatMs } from '../model/duration.ts'
import type { MeasurementConfig } from '../model/measurement-config.ts'
import type { Reason } from '../model/verdict.ts'
import { hadOutage, isSeen, type StreamOutage, type TimedEpisode } from './outage.ts'
import { reason } from './reason.ts'
import { nsToMs, overlap } from './units.ts'

type WitnessRules = Pick<MeasurementConfig, 'availability' | 'goodWithinMs'>

/**
 * Witnesses disagree: the load saw an episode that overlaps no episode of any judged stream.
 *
 * @param clockErrorNs - by how much times of the load may be off
 */
export function disagreements(
  judged: readonly StreamOutage[],
  load: readonly StreamOutage[],
  clockErrorNs: number,
): Reason[] {
  const seen = judged.flatMap(sinceFault)
  return load.filter(hadOutage).flatMap((witness) => {
    const alone = sinceFault(witness).filter((episode) => !seen.some((other) => meet(episode, other, clockErrorNs)))
    const first = alone[0]
    if (first === undefined) return []
    const at =
      first.onset.at.hi === null ? '' : `, the first about ${Math.round(nsToMs(first.onset.at.hi))} ms into the drill`
    const text = `${witness.probes.info.id} saw ${alone.length} outages that no judged stream saw${at}`
    return [reason('witnesses-disagree', text)]
  })
}

/**
 * A load that was not up before the fault witnesses nothing: in an outage that lasts from the start to the end, every
 * outage of a judged stream is "seen", and none is missing.
 */
export function neverUp(load: readonly StreamOutage[], { availability, goodWithinMs }: WitnessRules): Reason[] {
  return load.flatMap(({ probes, baseline: { operations, bad } }) => {
    if (operations > 0 && 1 - bad / operations >= availability) return []
    const figures =
      operations === 0
        ? 'it sent nothing'
        : `${operations - bad} of ${operations} requests were good within ${formatMs(goodWithinMs)}, the level is ${Number((availability * 100).toFixed(3))} %`
    return [reason('baseline-below-level', `${probes.info.id}: the load was never up before the fault: ${figures}`)]
  })
}

/** What was really seen: where the prober did not send, it cannot confirm what the load saw. */
function sinceFault({ episodes, firstAfterFault }: StreamOutage): readonly TimedEpisode[] {
  return episodes.slice(firstAfterFault).filter(isSeen)
}

function meet(a: TimedEpisode, b: TimedEpisode, slackNs: number): boolean {
  const whole = ({ onset, recovery }: TimedEpisode): { lo: number | null; hi: number | null } => ({
    lo: onset.at.lo,
    hi: recovery.at.hi,
  })
  return overlap(whole(a), whole(b), slackNs)
}
