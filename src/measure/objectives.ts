import { atLeast, atMost, formatMs } from '../model/duration.ts'
import type { CreditedStep } from '../model/evidence.ts'
import type { Interval } from '../model/interval.ts'
import type { ObjectiveResult, Reason, Verdict } from '../model/verdict.ts'
import type { Loss } from './loss.ts'
import { reason } from './reason.ts'
import { nsToMs } from './units.ts'

/** Holds an interval against a bound: pass iff all of it is within, fail iff all of it is above, else inconclusive. */
export function within({ lo, hi }: Interval, target: number): Verdict {
  if (hi !== null && hi <= target) return 'pass'
  if (lo !== null && lo > target) return 'fail'
  return 'inconclusive'
}

/** What the recovery time objective is judged on. */
export interface RtoInput {
  readonly targetMs: number
  /** RTA, ms. Without an outage: how long one could have been unseen. */
  readonly actualMs: Interval
  /** The moment of the fault is unknown: {@link actualMs} is the downtime. @default false */
  readonly unmarked?: boolean
  readonly hadOutage: boolean
  /** Judged streams that are not proven to be up again; with one of them the upper end of {@link actualMs} is unknown. */
  readonly unproven: readonly string[]
  readonly flickered: boolean
  /** By how much the edges were widened because the prober was blind there, nanoseconds. */
  readonly blindNs: number
  /** Parts of the interval's width, widest first. */
  readonly width: readonly { readonly term: string; readonly ns: number }[]
}

/** RTA against the recovery time objective; without a moment of the fault downtime, which it then says. */
export function judgeRto(input: RtoInput): ObjectiveResult {
  const result = judgeTime(input)
  if (input.unmarked !== true) return result
  const text = 'the moment of the fault is unknown: downtime is judged in place of the recovery time'
  return { ...result, judgedOn: 'downtime', reasons: [...result.reasons, reason('fault-unmarked', text)] }
}

function judgeTime(input: RtoInput): ObjectiveResult {
  const { targetMs: target, actualMs: actual } = input
  const result = { name: 'rto', target, unit: 'ms', actual } as const
  if (!input.hadOutage) return { ...result, ...judgeUnseen(input) }
  const verdict = within(actual, target)
  if (input.unproven.length > 0) {
    // Not recovered when the drill gave up: RTA > x. It fails only if x is above the objective.
    const when =
      actual.lo === null
        ? 'when the drill ended'
        : `${atLeast(actual.lo)} after the ${input.unmarked === true ? 'onset' : 'fault'}`
    const text = `not stably recovered ${when}: ${input.unproven.join(', ')}`
    return { ...result, verdict, reasons: [reason('not-recovered', text)] }
  }
  if (verdict === 'pass') return { ...result, verdict, reasons: [] }
  if (verdict === 'fail') {
    return {
      ...result,
      verdict,
      reasons: [
        reason(
          'rto-exceeded',
          `${input.unmarked === true ? 'downtime' : 'RTA'} is above ${formatMs(target)}: ${range(actual)}`,
        ),
      ],
    }
  }
  const text = `the objective of ${formatMs(target)} lies inside ${range(actual)}`
  return {
    ...result,
    verdict,
    reasons: [
      reason('rto-within-interval', text),
      ...(input.flickered ? [reason('flapping', FLICKERED)] : []),
      ...(input.blindNs > 0
        ? [reason('blind-window', `the prober was blind for ${formatMs(nsToMs(input.blindNs))} there`)]
        : []),
    ],
    advice: adviceFor(input.width[0]),
  }
}

const FLICKERED = 'the service flickered while it came back, which makes the interval wide'

/** No episode was seen: the objective is met if an outage that slipped through the probes would have met it. */
function judgeUnseen({ targetMs, actualMs, unproven }: RtoInput): Pick<ObjectiveResult, 'verdict' | 'reasons'> {
  const limit =
    actualMs.hi === null ? 'no probe was sent after a fault' : `no outage longer than ${atMost(actualMs.hi)}`
  const proven = unproven.length === 0 && actualMs.hi !== null && actualMs.hi <= targetMs
  return { verdict: proven ? 'pass' : 'inconclusive', reasons: [reason('no-effect-seen', limit)] }
}

/** Names the widest term of the interval and what makes it smaller. */
function adviceFor(widest: RtoInput['width'][number] | undefined): string {
  const advice: Readonly<Record<string, string>> = {
    onset: 'mark the moment of the fault, or probe more often',
    injection: 'inject from nearer to the target, or with a call that returns sooner',
    'probe interval': 'probe more often',
    'service time': 'make the slowest good answer and the send lag shorter: less load, or a machine with more room',
    'background errors': 'find out why probes fail while nothing is broken',
    'blind prober': 'give the prober room: fewer other programs, a machine with more cores',
    'partial availability': 'find out why a part of the requests was served in the outage, and probe more often',
  }
  if (widest === undefined) return 'the interval has no width of its own: repeat the drill'
  return `${formatMs(nsToMs(widest.ns))} of the interval come from the ${widest.term}: ${advice[widest.term] ?? ''}`
}

/**
 * RPA against the recovery point objective; an objective of 0 s is judged on the number of lost writes.
 *
 * @param skipped - a decision of people for which the drill did not wait: then no loss proves nothing
 */
export function judgeRpo(
  targetSeconds: number,
  loss: Loss,
  actual: Interval,
  unmeasured: Reason | undefined,
  skipped?: CreditedStep,
): ObjectiveResult {
  const judgedOn = targetSeconds === 0 ? 'writes' : 'time'
  const result = { name: 'rpo', target: targetSeconds, unit: 's', actual, judgedOn } as const
  const { lost } = loss.counts
  // Never 0 without a final read that proves it.
  if (lost === null)
    return { ...result, verdict: 'inconclusive', reasons: unmeasured === undefined ? [] : [unmeasured] }
  const verdict = judgedOn === 'writes' ? (lost === 0 ? 'pass' : 'fail') : within(actual, targetSeconds)
  if (verdict === 'pass' && skipped !== undefined) {
    const text = `'${skipped.text}' was credited with ${formatMs(skipped.ms)} and not waited for: what is lost meanwhile is not measured`
    const advice = 'let the time of people really pass: --wait-credited'
    return { ...result, verdict: 'inconclusive', reasons: [reason('people-not-waited', text)], advice }
  }
  if (verdict === 'pass') return { ...result, verdict, reasons: [] }
  if (verdict === 'fail') {
    const text =
      judgedOn === 'writes'
        ? `${lost} acknowledged writes are lost`
        : `the loss reaches back at least ${atLeast((actual.lo ?? 0) * 1_000)}`
    return { ...result, verdict, reasons: [reason('rpo-exceeded', text)] }
  }
  const seconds = { lo: (actual.lo ?? 0) * 1_000, hi: actual.hi === null ? null : actual.hi * 1_000 }
  return {
    ...result,
    verdict,
    reasons: [
      reason(
        'rpo-within-interval',
        `the objective of ${formatMs(targetSeconds * 1_000)} lies inside ${range(seconds)}`,
      ),
    ],
    advice: 'write more often before the fault: the interval is as wide as the writes are apart',
  }
}

function range({ lo, hi }: Interval): string {
  return `${lo === null ? 'unknown' : atLeast(lo)} to ${hi === null ? 'unknown' : atMost(hi)}`
}
