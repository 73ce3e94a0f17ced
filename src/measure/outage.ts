import type { Span } from '../model/interval.ts'
import type { MeasurementConfig } from '../model/measurement-config.ts'
import { baselineOf, serviceTimeBound, type Baseline } from './baseline.ts'
import { inOrder, onsetOf, recoveryOf, type OnsetEdge, type RecoveryEdge } from './edges.ts'
import { findEpisodes, type Stretch } from './episodes.ts'
import { improbableRun } from './improbable-run.ts'
import { completedAt, indexAt, nextGood, rangeOf, sentAt, type Probes } from './probes.ts'
import { stableAt } from './stability.ts'
import { msToNs } from './units.ts'

/** One episode with its edges. */
export interface TimedEpisode {
  readonly stretch: Stretch
  readonly onset: OnsetEdge
  readonly recovery: RecoveryEdge
}

/** What happened on one stream. */
export interface StreamOutage {
  readonly probes: Probes
  readonly baseline: Baseline
  /** ℓ*; τ where no good probe tells more. */
  readonly serviceTimeNs: number
  /** k·d. */
  readonly backgroundNs: number
  /** Every episode until the drill ended. */
  readonly episodes: readonly TimedEpisode[]
  /** Position of the first episode that was not over before the fault; `episodes.length` when there is none. */
  readonly firstAfterFault: number
  /**
   * Position of the last episode of the judged outage: the run behind it has stably recovered, or none ever did. One
   * less than {@link firstAfterFault} when there was no outage.
   */
  readonly lastOfOutage: number
  /** Whether the service is proven to be up after the outage (after the fault, where there was none). */
  readonly recovered: boolean
  /** Since when that is proven, nanoseconds; undefined when it is not. */
  readonly stableNs: number | undefined
  /** From when on episodes can belong to the outage: the fault, or the end of the baseline where there is none. */
  readonly sinceNs: number
}

/**
 * Finds the outage of one stream: from the first episode that the fault may have caused to the run that has stably
 * recovered. Episodes in between are flaps, episodes behind it are relapses.
 *
 * @param faultNs - f⁻; undefined when nothing was injected
 * @param blindWindows - of the prober; they do not touch what another process sent
 */
export function outageOf(
  probes: Probes,
  config: MeasurementConfig,
  baselineSpan: Span | undefined,
  faultNs: number | undefined,
  blindWindows: readonly Span[] = [],
): StreamOutage {
  const baseline = baselineOf(probes, baselineSpan)
  const stretches = findEpisodes(probes, config)
  const since = faultNs ?? baselineSpan?.toNs ?? 0
  const { first, last, stableNs } = judgedOutage(probes, stretches, config, since)
  const up =
    last < first ? indexAt(probes, since) : (nextGood(probes, (stretches[last]?.last ?? 0) + 1) ?? probes.length)
  const ranges = [{ from: up, to: stretches[last + 1]?.first ?? probes.length }]
  if (baselineSpan !== undefined) ranges.push(rangeOf(probes, baselineSpan))
  const widening = {
    serviceTimeNs: serviceTimeBound(probes, ranges) ?? msToNs(config.goodWithinMs),
    backgroundNs: backgroundProbes(baseline, config) * probes.intervalNs,
    blindNs: blindTime(probes.info.source === 'probe' ? blindWindows : [], msToNs(config.goodWithinMs)),
  }
  return {
    probes,
    baseline,
    serviceTimeNs: widening.serviceTimeNs,
    backgroundNs: widening.backgroundNs,
    episodes: stretches.map((stretch) => ({
      stretch,
      ...inOrder(onsetOf(probes, stretch, widening), recoveryOf(probes, stretch, widening), sentAt(probes, 0)),
    })),
    firstAfterFault: first,
    lastOfOutage: last,
    recovered: stableNs !== undefined,
    stableNs,
    sinceNs: since,
  }
}

/** k. A baseline without a good probe is an outage by itself, and tells nothing of errors in the background. */
function backgroundProbes({ badShare }: Baseline, { windowProbes }: MeasurementConfig): number {
  return badShare === 1 ? 0 : Math.min(windowProbes, improbableRun(badShare))
}

/** Sums the blind windows that touch a stretch, or come within τ of it: that far a probe in flight can be made to look late. */
function blindTime(windows: readonly Span[], withinNs: number): (fromNs: number, toNs: number) => number {
  return (fromNs, toNs) =>
    windows
      .filter((window) => window.fromNs <= toNs + withinNs && window.toNs >= fromNs - withinNs)
      .reduce((sum, window) => sum + window.toNs - window.fromNs, 0)
}

function judgedOutage(
  probes: Probes,
  stretches: readonly Stretch[],
  config: MeasurementConfig,
  since: number,
): { first: number; last: number; stableNs: number | undefined } {
  const endOf = (stretch: Stretch): number => {
    const back = nextGood(probes, stretch.last + 1)
    return back === undefined ? Infinity : completedAt(probes, back)
  }
  const reaching = stretches.findIndex((stretch) => stretch.kind !== 'not-sent' && endOf(stretch) > since)
  if (reaching === -1) {
    const stableNs = stableAt(probes, indexAt(probes, since), probes.length, config)
    return { first: stretches.length, last: stretches.length - 1, stableNs }
  }
  for (let i = reaching; i < stretches.length; i++) {
    const stableNs = stableBehind(probes, stretches, i, config)
    if (stableNs !== undefined) return { first: reaching, last: i, stableNs }
  }
  return { first: reaching, last: stretches.length - 1, stableNs: undefined }
}

function stableBehind(
  probes: Probes,
  stretches: readonly Stretch[],
  episode: number,
  config: MeasurementConfig,
): number | undefined {
  const back = nextGood(probes, (stretches[episode]?.last ?? 0) + 1)
  return back === undefined ? undefined : stableAt(probes, back, stretches[episode + 1]?.first ?? probes.length, config)
}

/** The same outage, but lasting to a later episode of its own, and over those in which the prober did not send, until it is back. */
export function lastingTo(outage: StreamOutage, episode: number, config: MeasurementConfig): StreamOutage {
  const { probes, episodes } = outage
  const stretches = episodes.map(({ stretch }) => stretch)
  const stableNs = stableBehind(probes, stretches, episode, config)
  const next = episodes[episode + 1]
  if (stableNs === undefined && next !== undefined && !isSeen(next)) return lastingTo(outage, episode + 1, config)
  return { ...outage, lastOfOutage: episode, recovered: stableNs !== undefined, stableNs }
}

export function hadOutage(outage: StreamOutage): boolean {
  return outage.firstAfterFault <= outage.lastOfOutage
}

/** The first and the last episode of the judged outage; undefined when there was none. */
export function judgedEpisodes(outage: StreamOutage): { first: TimedEpisode; last: TimedEpisode } | undefined {
  if (!hadOutage(outage)) return undefined
  const first = outage.episodes[outage.firstAfterFault]
  const last = outage.episodes[outage.lastOfOutage]
  return first === undefined || last === undefined ? undefined : { first, last }
}

/** Flaps: how often the service came back and failed again before it had stably recovered. */
export function flapsOf(outage: StreamOutage): number {
  return hadOutage(outage) ? outage.lastOfOutage - outage.firstAfterFault : 0
}

/** Relapses: episodes after the stable recovery; not those in which the prober did not send. */
export function relapsesOf({ episodes, lastOfOutage, recovered }: StreamOutage): number {
  return recovered ? episodes.slice(lastOfOutage + 1).filter(isSeen).length : 0
}

/** Whether probes that were really sent show this episode. */
export function isSeen({ stretch }: TimedEpisode): boolean {
  return stretch.kind !== 'not-sent'
}

/** Whether the edge of recovery was read from contradicting probes: good, and then bad again within m probes. */
export function flickered({ stretch }: TimedEpisode): boolean {
  return stretch.surelyStill !== stretch.last && stretch.kind === 'bad-run'
}
