import type { Judgement } from '../model/judgement.ts'
import type { RehearsalEvidence } from '../model/rehearsal.ts'
import { roundMs } from './round.ts'
import type { Report } from './schema.ts'

/** The debrief of a rehearsal, as the report keeps it; undefined for a drill without a person in it. */
export function rehearsalOf(
  rehearsal: RehearsalEvidence | undefined,
  { debrief }: Pick<Judgement, 'debrief'>,
): Report['rehearsal'] {
  if (rehearsal === undefined || debrief === undefined) return undefined
  return {
    ...debrief,
    acts: rehearsal.acts.map((act) => ({ ...act, atMs: Math.round(act.atMs) })),
    acknowledgeMs: roundMs(debrief.acknowledgeMs),
    firstActionMs: roundMs(debrief.firstActionMs),
    decisionMs: roundMs(debrief.decisionMs),
    declaredMs: roundMs(debrief.declaredMs),
    openedMs: roundMs(debrief.openedMs),
    order: [...debrief.order],
    slips: [...debrief.slips],
    steps: debrief.steps.map((step) => ({ ...step, atMs: roundMs(step.atMs), tookMs: roundMs(step.tookMs) })),
    waits: debrief.waits.map((wait) => ({ ...wait, tookMs: roundMs(wait.tookMs) })),
    shares: debrief.shares.map(({ part, ms }) => ({ part, ms: roundMs(ms) })),
  }
}
