import { windowNeeded } from '../measure/wilson.ts'
import { durationMs } from '../model/duration.ts'
import type { MeasurementConfig } from '../model/measurement-config.ts'
import type { Objectives } from '../model/verdict.ts'
import type { BlackstartConfig, MeasurementSettings } from './config-types.ts'
import { layersFor, type Place } from './environment-keys.ts'

/** What holds everywhere. 99 % needs a window of at least 381 probes, see {@link windowNeeded}. */
const DEFAULTS = {
  goodWithin: '250ms',
  availability: 0.99,
  windowProbes: 500,
  holdDown: '10s',
  episodeProbes: 3,
  loadFloor: 0.95,
  relapseBudget: 0,
} as const satisfies MeasurementSettings

/**
 * What differs by place. At 20 ms between probes, 99 % could not be stated before 8 s have passed, longer than a whole
 * outage of the lab; 95 % over 150 probes takes 3 s, and stays provable with one background error in the baseline. The realistic lab keeps the longer hold-down: connection pools and
 * names that live for seconds fail again later than 3 s after the first success.
 */
const BY_PLACE = {
  lab: { availability: 0.95, windowProbes: 150, holdDown: '3s' },
  'lab:realistic': { holdDown: '10s' },
  containers: { availability: 0.95, windowProbes: 150, holdDown: '3s' },
  'aws-lab': { availability: 0.95, windowProbes: 150, holdDown: '3s' },
  // At the usual 100 ms between probes 99 % would take a baseline of more than a minute before anything may be broken.
  observed: { availability: 0.95, windowProbes: 150, holdDown: '5s' },
} as const satisfies NonNullable<BlackstartConfig['measurement']>['in']

/** A drill gives up after this many times its RTO ... */
const GIVE_UP_RTOS = 3
/** ... but not before, in milliseconds: with a tight RTO a late recovery is still worth measuring. */
export const GIVE_UP_AT_LEAST_MS = 15_000

/**
 * What "good" and "recovered" mean in a drill. The specific wins over the general, and what the team wrote over our
 * defaults; so a team's own general value wins over our value for the lab. Pure.
 *
 * @param settings - `measurement` of the configuration
 * @param objectives - those of the place, in which the drill is judged
 */
export function measurementFor(
  settings: NonNullable<BlackstartConfig['measurement']>,
  objectives: Objectives,
  place: Place,
): MeasurementConfig {
  const { in: byEnvironment, ...base } = settings
  const layers: MeasurementSettings[] = [
    ...layersFor<MeasurementSettings>(BY_PLACE, place),
    base,
    ...layersFor(byEnvironment, place),
  ]
  const merged: Required<Omit<MeasurementSettings, 'giveUp'>> & Pick<MeasurementSettings, 'giveUp'> = Object.assign(
    {},
    DEFAULTS,
    ...layers,
  )
  return {
    goodWithinMs: durationMs(merged.goodWithin),
    availability: merged.availability,
    // A level that a team raised without its window would make every drill inconclusive.
    windowProbes: Math.max(merged.windowProbes, windowNeeded(merged.availability, 0)),
    holdDownMs: durationMs(merged.holdDown),
    episodeProbes: merged.episodeProbes,
    giveUpMs:
      merged.giveUp === undefined
        ? Math.max(GIVE_UP_RTOS * (objectives.rtoMs ?? 0), GIVE_UP_AT_LEAST_MS)
        : durationMs(merged.giveUp),
    loadFloor: merged.loadFloor,
    relapseBudget: merged.relapseBudget,
  }
}
