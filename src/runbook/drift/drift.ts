import { formatMs } from '../../model/duration.ts'
import type { Runbook, Step } from '../runbook.ts'

/** One execution of a runbook, as its record tells. */
export interface PastRun {
  /** Name of the record's folder. */
  readonly record: string
  /** When it began, milliseconds since 1970. */
  readonly atMs: number
  /** Of the file as it was executed. */
  readonly sha256: string
  /** What clients saw was a pass. */
  readonly passed: boolean
  /** Steps that were done, by their id, with how long each took. */
  readonly stepsMs: ReadonlyMap<string, number>
}

/** What makes a runbook less than it says. */
export interface DriftFinding {
  readonly kind: 'never-passed' | 'too-old' | 'changed' | 'slower' | 'review-due'
  /** Line of the file that it is about, from 1. */
  readonly line: number
  readonly text: string
  readonly remedy: string
}

export interface DriftInput {
  readonly runbook: Runbook
  /** Of the file as it is now. */
  readonly sha256: string
  /** Newest first. */
  readonly runs: readonly PastRun[]
  /** Milliseconds since 1970. */
  readonly nowMs: number
  /** How old the latest pass may be, in milliseconds. */
  readonly maxAgeMs: number
}

/** A step is judged on the median of so many latest executions: one slow day is no drift. */
const LATEST = 5
const DAY_MS = 86_400_000
const HEAD = 1

/**
 * How far a runbook has drifted from what it was proven to be:
 * - no drill with it has passed, or none within the time that its owner grants
 * - it was changed since it was last executed, so nobody knows whether it still works
 * - the median of a step over its latest executions is above what it states
 * - its own date of review is past
 */
export function driftOf(input: DriftInput): DriftFinding[] {
  return [...passes(input), ...changes(input), ...slowSteps(input), ...review(input)]
}

function passes({ runs, nowMs, maxAgeMs }: DriftInput): DriftFinding[] {
  const remedy = 'Drill it: blackstart run, or blackstart rehearse, with its scenario'
  const last = runs.find(({ passed }) => passed)
  if (last === undefined) {
    const tried = runs.length === 0 ? 'it was never executed' : `${runs.length} executions, and none passed`
    return [{ kind: 'never-passed', line: HEAD, text: `no drill with it has passed: ${tried}`, remedy }]
  }
  const ageMs = nowMs - last.atMs
  if (ageMs <= maxAgeMs) return []
  const text = `the last drill that passed is ${days(ageMs)} old (${last.record}); ${days(maxAgeMs)} are granted`
  return [{ kind: 'too-old', line: HEAD, text, remedy }]
}

function changes({ runs: [last], sha256 }: DriftInput): DriftFinding[] {
  if (last === undefined || last.sha256 === sha256) return []
  const text = `it was changed since it was last executed (${last.record})`
  return [{ kind: 'changed', line: HEAD, text, remedy: 'Drill it again: what was proven is another text' }]
}

function slowSteps({ runbook, runs }: DriftInput): DriftFinding[] {
  return runbook.steps.flatMap((step) => {
    const took = runs.flatMap(({ stepsMs }) => stepsMs.get(step.id) ?? []).slice(0, LATEST)
    const median = medianOf(took)
    return median === undefined || median <= step.expectMs ? [] : [slower(step, median, took.length)]
  })
}

function slower({ number, line, title, expectMs }: Step, medianMs: number, runs: number): DriftFinding {
  const over = runs === 1 ? 'in its only execution' : `in the median of its last ${runs} executions`
  return {
    kind: 'slower',
    line,
    text: `step ${number} (${title}) states ${formatMs(expectMs)} and took ${formatMs(medianMs)} ${over}`,
    remedy: 'State what it takes, and see whether the RTO still holds; or make it faster',
  }
}

function review({ runbook: { frontMatter }, nowMs }: DriftInput): DriftFinding[] {
  const { reviewBy } = frontMatter
  // The whole of that day is in time, wherever its reader is.
  if (reviewBy === undefined || nowMs < Date.parse(reviewBy) + DAY_MS) return []
  const remedy = 'Review it, and set the next date'
  return [{ kind: 'review-due', line: HEAD, text: `it was to be reviewed by ${reviewBy}`, remedy }]
}

/** The middle of the sorted values; of an even number the lower one, so that a finding rests on a time that was seen. */
function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1]
}

function days(ms: number): string {
  const whole = Math.floor(ms / DAY_MS)
  return ms < DAY_MS ? formatMs(ms) : `${whole} ${whole === 1 ? 'day' : 'days'}`
}
