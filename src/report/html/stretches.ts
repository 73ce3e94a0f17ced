import type { Interval } from '../../model/interval.ts'
import type { Report } from '../schema.ts'
import { followedRunbook, isLate } from '../runbook-steps.ts'
import { atMost, span } from '../words.ts'
import { words, zeroOf } from './moments.ts'

/** A stretch of the outage: when it began and when it ended, each an interval, in milliseconds since the fault. */
export interface Stretch {
  readonly label: string
  readonly note: string
  readonly from: Interval
  readonly to: Interval
  /** `leg`: a part of the recovery time; `system`: what the system did; `clients`: what its clients could not do; `runbook`: its steps. */
  /** Until when it would have been granted. */
  readonly granted?: number
  readonly late?: boolean
  readonly by: 'leg' | 'system' | 'clients' | 'runbook'
}

/** Stretches under one heading. */
export interface StretchGroup {
  readonly title: string
  readonly stretches: readonly Stretch[]
}

/** An event that is no step of anything: the timeline has it. */
const HOW_CLOCKS_STAND = 'clock'
/** So many steps of the control plane are drawn; the timeline lists all. */
const MOST_STEPS = 12

/** Everything that took time between the fault and the recovery; groups of which nothing is known are left out. */
export function stretchGroups(report: Report): StretchGroup[] {
  const { fault, onset } = report.measurements
  if (fault.lo === null || (onset.lo === null && onset.hi === null)) return []
  const groups = [
    { title: 'Legs of the recovery, at their longest', stretches: legsOf(report) },
    { title: 'What clients could not do', stretches: [outageOf(report), ...rungsOf(report)] },
    { title: 'Steps of the runbook', stretches: runbookSteps(report) },
    { title: 'What the control plane did', stretches: stepsOf(report, fault.lo) },
  ]
  return groups.filter(({ stretches }) => stretches.length > 0)
}

/** Each leg begins where the one before it ended; together they are the upper end of the RTA. */
function legsOf({ legs }: Report): Stretch[] {
  let reachedMs = 0
  return legs.map(({ leg, ms, source }) => {
    const from = { lo: reachedMs, hi: reachedMs }
    reachedMs += ms
    const note = source === null ? '' : `seen by the ${source.replace('-', ' ')}`
    return { label: leg, note, from, to: { lo: reachedMs, hi: reachedMs }, by: 'leg' }
  })
}

function outageOf(report: Report): Stretch {
  const { onset, recovery, downtimeMs, judgedStream } = report.measurements
  return {
    label: 'outage',
    note: judgedStream === null ? span(downtimeMs) : `judged on ${judgedStream}`,
    from: since(report, onset),
    to: since(report, recovery),
    by: 'clients',
  }
}

function rungsOf(report: Report): Stretch[] {
  return report.ladder
    .filter(({ failed }) => failed)
    .map(({ rung, stream, onset, recovery }) => ({
      label: rung,
      note: stream,
      from: since(report, onset),
      to: since(report, recovery),
      by: 'clients',
    }))
}

function runbookSteps(report: Report): Stretch[] {
  return (followedRunbook(report)?.steps ?? []).flatMap((step): Stretch[] => {
    const { number, title, status, beganAtMs, endedAtMs, expectMs } = step
    if (beganAtMs === null) return []
    const from = since(report, { lo: beganAtMs, hi: beganAtMs })
    const to = since(report, { lo: endedAtMs, hi: endedAtMs })
    const note = `${status}, ${atMost(expectMs)} stated`
    const granted = beganAtMs + expectMs - zeroOf(report)
    return [{ label: `${number}. ${title}`, note, from, to, granted, late: isLate(step), by: 'runbook' }]
  })
}

function stepsOf(report: Report, faultMs: number): Stretch[] {
  const lastMs = report.measurements.recovery.hi ?? Infinity
  return report.events
    .filter(({ kind }) => kind !== HOW_CLOCKS_STAND)
    .filter(({ at }) => (at.hi ?? at.lo ?? -1) >= faultMs && (at.lo ?? Infinity) <= lastMs)
    .slice(0, MOST_STEPS)
    .map(({ at, kind, component, source }): Stretch => {
      const { lo, hi } = since(report, at)
      const note = `${component}, ${source}`
      return { label: words(kind), note, from: { lo, hi: lo }, to: { lo: hi, hi }, by: 'system' }
    })
}

function since(report: Report, { lo, hi }: Interval): Interval {
  const zero = zeroOf(report)
  return { lo: lo === null ? null : lo - zero, hi: hi === null ? null : hi - zero }
}
