import type { RungMeasurement } from '../model/judgement.ts'
import { RUNGS } from '../model/operation.ts'
import { UNKNOWN } from '../model/interval.ts'
import { hadOutage, judgedEpisodes, type StreamOutage } from './outage.ts'
import { inMs } from './units.ts'

/**
 * Each rung of the ladder with its own outage, lowest first: which one failed, and when it came back. A rung is probed
 * too seldom to prove an availability level, so its last good run counts, held or not.
 */
export function ladderOf(outages: readonly StreamOutage[]): RungMeasurement[] {
  return outages
    .flatMap((outage) => {
      const { id, rung, path } = outage.probes.info
      if (rung === undefined) return []
      const episodes = judgedEpisodes(outage)
      return [
        {
          rung,
          stream: id,
          path,
          failed: hadOutage(outage),
          onset: inMs(episodes?.first.onset.at ?? UNKNOWN),
          recovery: inMs(episodes?.last.recovery.at ?? UNKNOWN),
        },
      ]
    })
    .toSorted((a, b) => RUNGS.indexOf(a.rung) - RUNGS.indexOf(b.rung))
}
