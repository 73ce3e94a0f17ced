import type { CreditedStep } from '../model/evidence.ts'
import type { Interval, Span } from '../model/interval.ts'
import { OUTCOMES, type OperationTable, type StreamInfo } from '../model/operation.ts'

const OK = OUTCOMES.indexOf('ok')

/**
 * **People's time** that is credited: the steps of a runbook that a person would take so long for, and that the drill did
 * not wait for. Recovery time is judged with it: (b − f) + credited. A step that was waited for is in b − f already; and
 * where the detection was really measured, the credited one is not counted on top of it.
 *
 * @param detected - whether detection was measured
 * @returns milliseconds
 */
export function creditedMs(steps: readonly CreditedStep[], detected: boolean): number {
  return steps
    .filter(({ kind, waited }) => !waited && !(kind === 'detection' && detected))
    .reduce((sum, step) => sum + step.ms, 0)
}

/** The recovery time with people's time in it. */
export function withCredit({ lo, hi }: Interval, ms: number): Interval {
  return { lo: lo === null ? null : lo + ms, hi: hi === null ? null : hi + ms }
}

/**
 * How far back a take-over reaches with people's time before it, where the loss is counted from the take-over: it would have
 * come later by all that was decided and done before it. A decision says when it was pending; of the credited actions nobody knows
 * which came before: the lower end leaves them out, the upper end takes all.
 *
 * @param seconds - loss window, as measured
 * @param cutOver - nanoseconds
 * @param detected - see {@link creditedMs}
 */
export function lossWithCredit(
  seconds: Interval,
  steps: readonly CreditedStep[],
  cutOver: Interval,
  detected: boolean,
): Interval {
  const isBefore = ({ kind, pending }: CreditedStep): boolean =>
    kind === 'detection' || (kind === 'decision' && pending !== undefined && pending.toNs <= (cutOver.lo ?? -Infinity))
  const [surely, atMost] = [creditedMs(steps.filter(isBefore), detected), creditedMs(steps, detected)]
  return {
    lo: seconds.lo === null ? null : seconds.lo + surely / 1_000,
    hi: seconds.hi === null ? null : seconds.hi + atMost / 1_000,
  }
}

/**
 * Whether a recovery point can be judged: while people decide, the system goes on taking writes that will be lost, so a
 * decision that was credited and not waited for makes the measured loss too small. Where the clients themselves show that
 * nothing was acknowledged while it was pending, a longer wait could have cost nothing more: what is not acknowledged
 * cannot be lost.
 *
 * @returns the first decision that the measured loss does not hold
 */
export function decisionSkipped(
  steps: readonly CreditedStep[],
  operations: OperationTable,
  streams: readonly StreamInfo[],
): CreditedStep | undefined {
  return steps.find(
    ({ kind, waited, pending }) =>
      kind === 'decision' && !waited && !(pending !== undefined && nothingAcknowledged(pending, operations, streams)),
  )
}

/** Whether every judged writer asked in this time, and nobody at all was told that a write was done. */
function nothingAcknowledged(
  { fromNs, toNs }: Span,
  { length, stream, outcome, sentNs, completedNs }: OperationTable,
  streams: readonly StreamInfo[],
): boolean {
  const silent = new Set(streams.flatMap(({ kind, judged }, index) => (kind === 'write' && judged ? [index] : [])))
  const within = (ns: number | undefined): boolean => ns !== undefined && ns >= fromNs && ns <= toNs
  for (let row = 0; row < length; row++) {
    const index = stream[row] ?? 0
    if (streams[index]?.kind !== 'write') continue
    if (outcome[row] === OK && within(completedNs[row])) return false
    if (within(sentNs[row])) silent.delete(index)
  }
  return silent.size === 0 && streams.some(({ kind, judged }) => kind === 'write' && judged)
}
