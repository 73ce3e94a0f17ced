import type { ClockOrigin } from '../model/clock.ts'
import type { LoadAccounting } from '../model/evidence.ts'
import type { OperationTable } from '../model/operation.ts'
import { sinceOrigin } from '../system/clock.ts'
import type { ConsoleWrites } from './console.ts'
import type { K6Plan } from './plan.ts'
import type { K6Summary } from './summary.ts'
import type { K6Timeline } from './timeline.ts'

const NS_PER_SECOND = 1e9
const NS_PER_MS = 1e6
/**
 * The most that starting and stopping may each blur the number of planned slots, in milliseconds. They take some 25;
 * were a k6 that hung for ten seconds allowed to blur it by as much, the identity could no longer fail.
 */
const LONGEST_RACE_MS = 250

/** What the accounting is made from. */
export interface AccountingInput {
  readonly plan: K6Plan
  readonly timeline: K6Timeline
  readonly origin: ClockOrigin
  readonly writes: Pick<ConsoleWrites, 'started' | 'unfinished' | 'firstSentNs'> & {
    readonly table: Pick<OperationTable, 'completedNs'>
  }
  /** Undefined when k6 was killed before it wrote one. */
  readonly summary: K6Summary | undefined
  readonly clockErrorMs: number
}

/**
 * Holds what k6 did against what it was asked for: planned = started + dropped, within the tolerance.
 *
 * The timetable starts with slot 0 at once, so a span of length D holds floor(D × rate) + 1 slots. It began between
 * the request to begin and the first write, and ended between the request to stop (or the end of the planned
 * duration) and the end of the process. Planned counts the shorter span; the tolerance is what the longer one adds,
 * and one slot that races the end.
 */
export function accountFor(input: AccountingInput): LoadAccounting {
  const { plan, timeline, origin, writes, summary } = input
  const ledger = plan.ledger !== false
  // Without a ledger only ended iterations are known: those that the stop cut off, at most one a virtual user, are missing.
  const started = ledger ? writes.started : (summary?.iterations ?? 0)
  const inFlight = ledger ? 0 : plan.virtualUsers
  const { unfinished } = writes
  const rest = {
    started,
    // Without a summary nobody knows: then what was not started stays unaccounted for.
    dropped: summary?.dropped ?? 0,
    unfinished,
    endedAfterStop:
      timeline.stopAsked === undefined ? 0 : endedSince(sinceOrigin(origin, timeline.stopAsked.beforeNs), writes),
    ...(summary === undefined || !ledger ? {} : { requestsCounted: summary.requests }),
    exitCode: timeline.exitCode ?? null,
    endedEarly: timeline.stopAsked === undefined,
    clockErrorMs: input.clockErrorMs,
  }
  if (timeline.releaseAsked === undefined || timeline.releaseReturned === undefined) {
    return { planned: 0, tolerance: 0, ...rest }
  }

  const instant = (monotonicNs: string): number => sinceOrigin(origin, monotonicNs)
  const askedNs = instant(timeline.releaseAsked.beforeNs)
  const beganNs = Math.min(
    Math.max(writes.firstSentNs ?? instant(timeline.releaseReturned.afterNs), askedNs),
    askedNs + LONGEST_RACE_MS * NS_PER_MS,
  )
  const durationEndNs = beganNs + plan.maxDurationMs * NS_PER_MS
  const stop = timeline.stopAsked ?? timeline.exited
  const stopNs = stop === undefined ? durationEndNs : Math.min(instant(stop.beforeNs), durationEndNs)
  const exitedNs = timeline.exited === undefined ? stopNs : instant(timeline.exited.afterNs)
  const latestStopNs = Math.min(Math.max(exitedNs, stopNs), durationEndNs, stopNs + LONGEST_RACE_MS * NS_PER_MS)

  const raceNs = beganNs - askedNs + (latestStopNs - stopNs)
  return {
    planned: Math.max(0, Math.floor(slots(stopNs - beganNs, plan.rate)) + 1),
    tolerance: Math.ceil(slots(raceNs, plan.rate)) + 1 + inFlight,
    ...rest,
  }
}

function endedSince(ns: number, { table: { completedNs } }: AccountingInput['writes']): number {
  return completedNs.reduce((count, at) => (at >= ns ? count + 1 : count), 0)
}

function slots(ns: number, rate: number): number {
  return (ns * rate) / NS_PER_SECOND
}
