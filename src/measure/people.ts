import type { CreditedStep } from '../model/evidence.ts'
import type { Interval } from '../model/interval.ts'

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
 * Whether a recovery point can be judged: while people decide, the system goes on taking writes that will be lost, so a
 * decision that was credited and not waited for makes the measured loss too small.
 */
export function decisionSkipped(steps: readonly CreditedStep[]): CreditedStep | undefined {
  return steps.find(({ kind, waited }) => kind === 'decision' && !waited)
}
