import type { Report } from './schema.ts'
import { atMost } from './words.ts'

/** The runbook as it was followed; undefined where there was none, or nobody opened it. */
export function followedRunbook({ runbook }: Report): Report['runbook'] {
  return runbook?.outcome === 'not-opened' ? undefined : runbook
}

type RunbookStep = NonNullable<Report['runbook']>['steps'][number]

/** How long a step took by the clock, people's time included where it was waited for; null when it never began. */
export function tookMs({ beganAtMs, endedAtMs, measuredMs }: RunbookStep): number | null {
  if (beganAtMs === null) return null
  return endedAtMs === null ? measuredMs : endedAtMs - beganAtMs
}

/** Whether a step took longer than the runbook states, with the time that people were credited. */
export function isLate(step: RunbookStep): boolean {
  return (tookMs(step) ?? 0) + step.creditedMs > step.expectMs
}

/** `7 s + 60 s credited of 4 min`; what was never begun has only what is stated. */
export function tookOfStated(step: RunbookStep): string {
  const took = tookMs(step)
  if (took === null) return `never began, ${atMost(step.expectMs)} stated`
  const credited = step.creditedMs === 0 ? '' : ` + ${atMost(step.creditedMs)} credited`
  return `${atMost(took)}${credited} of ${atMost(step.expectMs)}`
}
