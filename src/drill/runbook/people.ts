import type { CreditedStep } from '../../model/evidence.ts'
import type { Span } from '../../model/interval.ts'
import type { PartKey, TimedEvent } from '../../runbook/execute/events.ts'
import type { Runbook } from '../../runbook/runbook.ts'

/** Whether a part of a runbook makes a change. */
export function isDo({ steps }: Pick<Runbook, 'steps'>, at: PartKey): boolean {
  return steps[at.step - 1]?.parts[at.part - 1]?.kind === 'do'
}

/**
 * The people's part in a run: what they did, or would have done.
 *
 * @param waited - their time has really passed
 * @param sinceNs - the instant from which the times of the events count, on the drill's clock
 */
export function creditedSteps(
  runbook: Runbook,
  events: readonly TimedEvent[],
  waited: boolean,
  sinceNs: number,
): CreditedStep[] {
  const toNs = (ms: number): number => sinceNs + ms * 1e6
  return events.flatMap((event, index): CreditedStep[] => {
    if (event.kind !== 'end') return []
    const part = runbook.steps[event.step - 1]?.parts[event.part - 1]
    if (part?.kind !== 'decide' && part?.kind !== 'by-hand') return []
    const step = { ms: part.creditMs, waited }
    if (part.kind === 'by-hand') return [{ text: `step ${event.step}: ${part.role} acts`, kind: 'action', ...step }]
    const before = events.slice(0, index).findLast((other) => other.kind === 'end' && isDo(runbook, other)) ?? events[0]
    const after = events.slice(index).find((other) => other.kind === 'begin' && isDo(runbook, other)) ?? events.at(-1)
    const pending: Span = { fromNs: toNs((before ?? event).atMs), toNs: toNs((after ?? event).atMs) }
    return [{ text: `step ${event.step}: ${part.role} decides`, kind: 'decision', ...step, pending }]
  })
}
