import { atLeast, atMost, formatMs } from '../model/duration.ts'
import type { Interval } from '../model/interval.ts'
import type { ObjectiveName, ObjectiveResult, Objectives, Verdict } from '../model/verdict.ts'
import type { furtherInMs } from './further.ts'
import { within } from './objectives.ts'
import { valuesNeeded } from './quantile-bounds.ts'
import { reason } from './reason.ts'

/** An objective beside recovery time and recovery point. */
interface Bound {
  readonly name: ObjectiveName
  readonly target: number | undefined
  readonly unit: 'ms' | 'share'
  readonly actual: Interval
  /** What it is, for the sentence. */
  readonly what: string
  /** What to do when it was not measured. */
  readonly remedy: string
}

/** Holds the further objectives that a scenario states against what was measured; those that it does not state are only reported. */
export function judgeFurther(objectives: Objectives, measured: ReturnType<typeof furtherInMs>): ObjectiveResult[] {
  const bounds: readonly Bound[] = [
    {
      name: 'availability',
      target: objectives.availability,
      unit: 'share',
      actual: measured.availability,
      what: 'the share of good probes',
      remedy: 'probe after the fault: nothing was observed',
    },
    {
      name: 'latency',
      target: objectives.latencyMs,
      unit: 'ms',
      actual: measured.latencyP99Ms,
      what: 'the p99 after recovery',
      remedy: `observe longer after recovery: an upper bound of a p99 needs ${valuesNeeded(0.99)} operations of every judged stream`,
    },
    {
      name: 'timeToDetect',
      target: objectives.timeToDetectMs,
      unit: 'ms',
      actual: measured.timeToDetectMs,
      what: 'the time to detect',
      remedy: 'the control plane told of no detection: this fault may not exercise one',
    },
    {
      name: 'timeToSteadyState',
      target: objectives.timeToSteadyStateMs,
      unit: 'ms',
      actual: measured.timeToSteadyStateMs,
      what: 'the time to steady state',
      remedy: 'observe longer after recovery: it takes three windows in a row',
    },
    {
      name: 'timeToRedundancy',
      target: objectives.timeToRedundancyMs,
      unit: 'ms',
      actual: measured.timeToRedundancyMs,
      what: 'the time to redundancy',
      remedy: 'the environment does not say when a standby streams again',
    },
  ]
  return bounds.flatMap(({ target, ...bound }) => (target === undefined ? [] : [judgeBound({ ...bound, target })]))
}

function judgeBound({
  name,
  target,
  unit,
  actual,
  what,
  remedy,
}: Bound & { readonly target: number }): ObjectiveResult {
  // A floor is a ceiling on the other side of zero.
  const verdict: Verdict = unit === 'share' ? within(negative(actual), -target) : within(actual, target)
  const result = { name, target, unit, actual, verdict }
  const show = (value: number): string => (unit === 'ms' ? formatMs(value) : `${Number((value * 100).toFixed(3))} %`)
  const ends = unit === 'ms' ? { from: atLeast, to: atMost } : { from: show, to: show }
  const range = `${actual.lo === null ? 'unknown' : ends.from(actual.lo)} to ${actual.hi === null ? 'unknown' : ends.to(actual.hi)}`
  if (verdict === 'pass') return { ...result, reasons: [] }
  if (verdict === 'fail') {
    const side = unit === 'share' ? 'below' : 'above'
    return { ...result, reasons: [reason('objective-missed', `${what} is ${side} ${show(target)}: ${range}`)] }
  }
  const open = unit === 'share' ? actual.lo === null : actual.hi === null
  return open
    ? { ...result, reasons: [reason('objective-not-measured', `${what} was not measured: ${range}`)], advice: remedy }
    : {
        ...result,
        reasons: [
          reason('objective-within-interval', `${what}: the objective of ${show(target)} lies inside ${range}`),
        ],
        advice:
          unit === 'share'
            ? 'probe more often: each run of bad probes is uncertain by one interval'
            : 'probe more often',
      }
}

function negative({ lo, hi }: Interval): Interval {
  return { lo: hi === null ? null : -hi, hi: lo === null ? null : -lo }
}
