import type { DrillEvidence } from '../model/evidence.ts'
import type { MeasurementConfig } from '../model/measurement-config.ts'
import { UNKNOWN, type Interval, type Span } from '../model/interval.ts'
import { availableShare, unavailabilityOf } from './availability.ts'
import { hadOutage, judgedEpisodes, type StreamOutage } from './outage.ts'
import { completedAt, indexAt, isOk, isShed, nextGood, sentAt } from './probes.ts'
import { quantileBounds } from './quantile-bounds.ts'
import { between } from './recovery-time.ts'
import { steadyAgain } from './steady-again.ts'
import { msToNs, nsToMs } from './units.ts'
import { detectedAt } from './where-the-time-went.ts'

/** What is measured beside recovery time and loss. Nanoseconds, and a share. */
export interface FurtherMeasurements {
  readonly timeToDetect: Interval
  readonly timeToSteadyState: Interval
  readonly timeToRedundancy: Interval
  /** p99 of operations after recovery. */
  readonly latencyP99: Interval
  readonly availability: Interval
}

/**
 * @param baseline - cut before the first injection
 * @param judged - the streams on which latency and availability are judged
 * @param load - also counts for the steady state: the load is what customers notice
 */
export function furtherMeasurements(
  evidence: DrillEvidence,
  baseline: Span | undefined,
  judged: readonly StreamOutage[],
  load: readonly StreamOutage[],
  fault: Interval,
): FurtherMeasurements {
  const detected = detectedAt(evidence.events ?? [], fault)
  const steady = [...judged, ...load].map((outage) => steadyOf(outage, evidence.config, baseline, fault))
  return {
    timeToDetect: detected === undefined ? UNKNOWN : between(fault, detected),
    timeToSteadyState: between(fault, latest(steady)),
    timeToRedundancy: evidence.redundancy === undefined ? UNKNOWN : between(fault, evidence.redundancy),
    latencyP99: latest(judged.map(latencyAfterRecovery)),
    availability: worstShare(judged, fault.lo ?? baseline?.toNs),
  }
}

/** When a stream was in its steady state again; unknown without a baseline. */
export function steadyOf(
  outage: StreamOutage,
  config: MeasurementConfig,
  baseline: Span | undefined,
  fault: Interval,
): Interval {
  if (baseline === undefined) return UNKNOWN
  const { probes } = outage
  const last = judgedEpisodes(outage)?.last.stretch.last
  const from = last === undefined ? indexAt(probes, fault.lo ?? baseline.toNs) : last + 1
  return steadyAgain(probes, baseline, from, config.windowProbes) ?? UNKNOWN
}

/**
 * p99 of the service time of operations from the stable recovery (from the start, where nothing failed) to the end. What
 * was sent and not served well waits for ever: left out, a service would look the faster the more of its requests time
 * out. The bounds say how much the sample can tell: an upper one needs 299 operations.
 *
 * @returns without an upper end where more than a hundredth may never be served; then it is at least the probes' timeout
 */
export function latencyAfterRecovery(outage: StreamOutage): Interval {
  const { probes } = outage
  if (!outage.recovered) return UNKNOWN
  const last = hadOutage(outage) ? (judgedEpisodes(outage)?.last.stretch.last ?? -1) : -1
  const times: number[] = []
  for (let i = nextGood(probes, last + 1) ?? probes.length; i < probes.length; i++) {
    if (isShed(probes, i)) continue
    times.push(isOk(probes, i) ? completedAt(probes, i) - sentAt(probes, i) : Infinity)
  }
  const { lo, hi } = quantileBounds(times, 0.99)
  return { lo: lo === Infinity ? msToNs(probes.info.timeoutMs) : lo, hi: hi === Infinity ? null : hi }
}

/** The latest of several; where one of them has no upper bound, there is none. */
function latest(times: readonly Interval[]): Interval {
  if (times.length === 0) return UNKNOWN
  const los = times.flatMap(({ lo }) => (lo === null ? [] : [lo]))
  const his = times.flatMap(({ hi }) => (hi === null ? [] : [hi]))
  return { lo: los.length === 0 ? null : Math.max(...los), hi: his.length < times.length ? null : Math.max(...his) }
}

/** The smallest share of good probes of any judged stream from an instant on. */
function worstShare(judged: readonly StreamOutage[], sinceNs: number | undefined): Interval {
  if (sinceNs === undefined) return UNKNOWN
  const shares = judged.map(({ probes }) =>
    availableShare(unavailabilityOf(probes, indexAt(probes, sinceNs)), probes.intervalNs),
  )
  return shares.toSorted((a, b) => (a.lo ?? -1) - (b.lo ?? -1))[0] ?? UNKNOWN
}

/** In milliseconds, but for the share. */
export function furtherInMs(further: FurtherMeasurements): {
  readonly timeToDetectMs: Interval
  readonly timeToSteadyStateMs: Interval
  readonly timeToRedundancyMs: Interval
  readonly latencyP99Ms: Interval
  readonly availability: Interval
} {
  const ms = ({ lo, hi }: Interval): Interval => ({
    lo: lo === null ? null : nsToMs(lo),
    hi: hi === null ? null : nsToMs(hi),
  })
  return {
    timeToDetectMs: ms(further.timeToDetect),
    timeToSteadyStateMs: ms(further.timeToSteadyState),
    timeToRedundancyMs: ms(further.timeToRedundancy),
    latencyP99Ms: ms(further.latencyP99),
    availability: further.availability,
  }
}
