import type { DrillEvidence } from '../model/evidence.ts'
import type { ActKind, Debrief, DebriefedShare, DebriefedStep, DebriefedWait, TimedAct } from '../model/rehearsal.ts'
import type { RunbookStepEvidence } from '../model/runbook-evidence.ts'
import type { DebriefInput } from './debrief-input.ts'
import { slipsOf } from './slips.ts'

/** Acts that change the system. */
const CHANGES: readonly ActKind[] = ['ran', 'by-hand', 'in-force']

/**
 * What a rehearsal has shown. A person's times count from the moment the alarm was shown: nobody can answer for the time
 * before it. **Time to acknowledge**: until somebody says that they are there. **Time to first action**: until the first
 * change of the system. **Time to decision**: until the first answer to a question of the runbook.
 */
export function debriefOf(input: DebriefInput): Debrief {
  const { rehearsal, runbook, fault } = input
  const { acts } = rehearsal
  const pagedMs = timeOf(acts, 'paged')
  const since = (ms: number | undefined): number | null =>
    ms === undefined || pagedMs === undefined ? null : Math.max(0, ms - pagedMs)
  const changes = acts.filter(({ act }) => CHANGES.includes(act))
  const steps = (runbook?.steps ?? []).map((step) =>
    stepOf(step, acts, fault.lo ?? 0, runbook?.outcome !== 'not-opened'),
  )
  const order = [...new Set(changes.flatMap(({ step }) => (step === undefined ? [] : [step])))]
  const waits = waitsOf(acts)
  return {
    blind: rehearsal.blind,
    acknowledgeMs: since(timeOf(acts, 'acknowledged')),
    firstActionMs: since(changes[0]?.atMs),
    decisionMs: since(timeOf(acts, 'decided')),
    declaredMs: since(timeOf(acts, 'declared')),
    openedMs: since(timeOf(acts, 'opened')),
    hints: acts.filter(({ act }) => act === 'hint').length,
    steps,
    order,
    waits,
    slips: slipsOf({ ...input, steps, order, waits }),
    shares: sharesOf(input, pagedMs, changes),
  }
}

/** The debrief of a drill with a person in it; undefined for one without. */
export function debriefIn(
  { rehearsal, runbook }: Pick<DrillEvidence, 'rehearsal' | 'runbook'>,
  measured: Pick<DebriefInput, 'fault' | 'recovery'>,
): Debrief | undefined {
  return rehearsal === undefined ? undefined : debriefOf({ rehearsal, runbook, ...measured })
}

function timeOf(acts: readonly TimedAct[], kind: ActKind): number | undefined {
  return acts.find(({ act }) => act === kind)?.atMs
}

/** @param opened - whether the steps were shown; without them, one that changes nothing leaves nothing to be seen */
function stepOf(step: RunbookStepEvidence, acts: readonly TimedAct[], faultMs: number, opened: boolean): DebriefedStep {
  const own = acts.filter((act) => act.step === step.number)
  const change = own.find(({ act }) => CHANGES.includes(act))
  const ticked = own.find(({ act }) => act === 'ticked')
  const skipped = own.some(({ act }) => act === 'skipped')
  const followed = step.beganAtMs !== null && step.endedAtMs !== null
  const how = skipped
    ? 'skipped'
    : change !== undefined
      ? change.act === 'ran'
        ? 'tool'
        : 'by-hand'
      : ticked !== undefined
        ? 'by-hand'
        : step.status === 'done'
          ? 'checked'
          : own.some(({ act }) => act === 'already')
            ? 'already'
            : !opened && step.changes === false
              ? 'not-seen'
              : 'not-done'
  const atMs = change?.atMs ?? ticked?.atMs ?? (how === 'checked' ? step.endedAtMs : null)
  return {
    number: step.number,
    title: step.title,
    how,
    atMs: atMs === null ? null : atMs - faultMs,
    tookMs: followed ? (step.endedAtMs ?? 0) - (step.beganAtMs ?? 0) : null,
    expectMs: step.expectMs,
  }
}

/** Each thing that was put to the person, with what came next in the same step: the answer. */
function waitsOf(acts: readonly TimedAct[]): DebriefedWait[] {
  return acts.flatMap(({ act, step, text, atMs, allowedMs }, index): DebriefedWait[] => {
    if (act !== 'asked' || step === undefined || allowedMs === undefined) return []
    const given = acts
      .slice(index + 1)
      .find((later) => later.step === step && (later.act === 'decided' || later.act === 'ticked'))
    return [{ step, text, tookMs: given === undefined ? null : given.atMs - atMs, allowedMs }]
  })
}

/**
 * The upper end of the recovery time, cut where the people's part changes hands. Each part is never negative, and they
 * add up to the whole: what lies behind the recovery (a person who acts on when all is served) counts for nothing.
 */
function sharesOf(
  { rehearsal: { acts }, fault, recovery }: DebriefInput,
  pagedMs: number | undefined,
  changes: readonly TimedAct[],
): DebriefedShare[] {
  if (fault.lo === null || recovery.hi === null) return []
  const ends = [
    ['until the alarm', pagedMs],
    ['until acknowledged', timeOf(acts, 'acknowledged')],
    ['until the first action', changes[0]?.atMs],
    ['until the last action', changes.at(-1)?.atMs],
    ['until served', recovery.hi],
  ] as const
  let reachedMs = fault.lo
  const servedMs = recovery.hi
  return ends.flatMap(([part, end]): DebriefedShare[] => {
    if (end === undefined) return []
    const ms = Math.max(0, Math.min(end, servedMs) - reachedMs)
    reachedMs += ms
    return [{ part, ms }]
  })
}
