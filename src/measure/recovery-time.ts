import type { DrillEvidence, InjectionEvidence } from '../model/evidence.ts'
import { UNKNOWN, type Interval } from '../model/interval.ts'
import { judgedEpisodes, type StreamOutage } from './outage.ts'

/** The recovery of one stream. Nanoseconds. */
export interface RecoveryTime {
  readonly onset: Interval
  readonly recovery: Interval
  /** RTA = b − f. */
  readonly rta: Interval
  /** Downtime = b − a: free of the injection. */
  readonly downtime: Interval
}

/** Of a stream without an outage: nothing of it is known. */
export const NO_OUTAGE: RecoveryTime = { onset: UNKNOWN, recovery: UNKNOWN, rta: UNKNOWN, downtime: UNKNOWN }

/** What brackets the instant of the fault. */
export type FaultClock = Pick<InjectionEvidence, 'askedNs' | 'returnedNs'>

/** Whatever says when the fault happened: the mark that somebody set, else the injection that starts the clock. */
export function faultClock({ injections, observation }: DrillEvidence): FaultClock | undefined {
  return observation?.mark ?? clockInjection(injections)
}

/** The injection that starts the clock: the earliest of those that the scenario says do; else the first. */
export function clockInjection(injections: readonly InjectionEvidence[]): InjectionEvidence | undefined {
  const asked = injections.filter(({ askedNs }) => askedNs !== undefined)
  const starting = asked.filter(({ startsClock }) => startsClock)
  return (starting.length > 0 ? starting : asked).toSorted((a, b) => (a.askedNs ?? 0) - (b.askedNs ?? 0))[0]
}

/**
 * The instant of the fault: f ∈ [f⁻, min(f⁺, sF1 + ℓ*)], for it cannot lie after its effect.
 *
 * @param onsets - of the judged streams, where there was an outage
 */
export function faultInterval(injection: FaultClock | undefined, onsets: readonly Interval[]): Interval {
  if (injection?.askedNs === undefined) return UNKNOWN
  const effects = onsets.flatMap(({ hi }) => (hi === null ? [] : [hi]))
  const latest = Math.min(injection.returnedNs ?? Infinity, ...effects)
  return { lo: injection.askedNs, hi: latest === Infinity ? null : Math.max(injection.askedNs, latest) }
}

/** Already failing: sF1 + ℓ* < f⁻, the outage began before the fault. */
export function beganBefore(onset: Interval, fault: Interval): boolean {
  return onset.hi !== null && fault.lo !== null && onset.hi < fault.lo
}

/** Recovery time and downtime of one stream; all unknown when it had no outage. */
export function recoveryTimeOf(outage: StreamOutage, fault: Interval): RecoveryTime {
  const judged = judgedEpisodes(outage)
  if (judged === undefined) return NO_OUTAGE
  const onset = judged.first.onset.at
  const { lo, hi } = judged.last.recovery.at
  // Not recovered: good probes at the end prove nothing before the window and the hold-down are over.
  const recovery = { lo, hi: outage.recovered ? hi : null }
  return { onset, recovery, rta: between(fault, recovery), downtime: between(onset, recovery) }
}

/** The same recovery, of which nobody saw the end: its lower ends stay. */
export function endless({ onset, recovery, rta, downtime }: RecoveryTime): RecoveryTime {
  const open = ({ lo }: Interval): Interval => ({ lo, hi: null })
  return { onset, recovery: open(recovery), rta: open(rta), downtime: open(downtime) }
}

/** From an instant in `from` to a later one in `to`; no time between the two is negative. */
export function between(from: Interval, to: Interval): Interval {
  return {
    lo: to.lo === null || from.hi === null ? null : Math.max(0, to.lo - from.hi),
    hi: to.hi === null || from.lo === null ? null : to.hi - from.lo,
  }
}

/** The slowest of several: the one that may have taken longest, and not recovered is longest of all. */
export function slowest<Timed extends { readonly time: RecoveryTime }>(timed: readonly Timed[]): Timed | undefined {
  const latest = ({ lo, hi }: Interval): readonly [number, number] => [hi ?? Infinity, lo ?? 0]
  return timed.toSorted((a, b) => {
    const [aHi, aLo] = latest(a.time.recovery)
    const [bHi, bLo] = latest(b.time.recovery)
    return aHi === bHi ? bLo - aLo : bHi > aHi ? 1 : -1
  })[0]
}

/**
 * The parts of the RTA interval's width, nanoseconds, widest first; they add up to it. With `unmarked` those of the
 * downtime: then the onset of the outage stands in place of the fault.
 */
export function widthOf(
  outage: StreamOutage,
  fault: Interval,
  unmarked = false,
): { readonly term: string; readonly ns: number }[] {
  const judged = judgedEpisodes(outage)
  if (judged === undefined) return []
  const { probeInterval, serviceTime, background, blind, partial } = judged.last.recovery.width
  const start = unmarked ? judged.first.onset.at : fault
  const startNs = start.lo === null || start.hi === null ? 0 : start.hi - start.lo
  return [
    { term: unmarked ? 'onset' : 'injection', ns: startNs },
    { term: 'probe interval', ns: probeInterval },
    { term: 'service time', ns: serviceTime },
    { term: 'background errors', ns: background },
    { term: 'blind prober', ns: blind },
    { term: 'partial availability', ns: partial },
  ]
    .filter(({ ns }) => ns > 0)
    .toSorted((a, b) => b.ns - a.ns)
}
