/**
 * What a person did in a rehearsal:
 * - `paged`: the alarm was shown; `acknowledged`: somebody is there
 * - `hint`, `opened`: a hint, or the steps of the runbook, were asked for
 * - `ran`, `by-hand`, `skipped`: the change of a step, done by the tool, done in another shell, or left out
 * - `in-force`: the check of a step turned true while the person worked without the runbook
 * - `already`: the check of a step was true before the person did anything, so it cannot tell whether they did
 * - `asked`, `decided`, `ticked`: a decision or a work by hand was put to the person, and was given
 * - `again`, `overruled`: after a check that failed: look again, or go on all the same
 * - `declared`, `gave-up`: the end, in the person's own judgement
 */
export const ACT_KINDS = [
  'paged',
  'acknowledged',
  'hint',
  'opened',
  'ran',
  'by-hand',
  'skipped',
  'in-force',
  'already',
  'asked',
  'decided',
  'ticked',
  'again',
  'overruled',
  'declared',
  'gave-up',
] as const
export type ActKind = (typeof ACT_KINDS)[number]

/** One thing that a person did; its time is kept by whoever notes it. */
export interface Act {
  readonly act: ActKind
  readonly text: string
  /** The step that it is about. */
  readonly step?: number
  /** With `asked`: how long the runbook gives people for it, in milliseconds. */
  readonly allowedMs?: number
}

/** An {@link Act} on the drill's clock, in milliseconds. */
export type TimedAct = Act & { readonly atMs: number }

/** A drill with a person in it. */
export interface RehearsalEvidence {
  /** The person was given the alarm alone. */
  readonly blind: boolean
  /** In the order of time. */
  readonly acts: readonly TimedAct[]
}

/** Something that did not go as the runbook has it. */
export interface Slip {
  readonly kind:
    | 'out-of-order'
    | 'skipped'
    | 'overruled'
    | 'looked-again'
    | 'over-time'
    | 'late-acknowledgement'
    | 'declared-early'
    | 'declared-late'
    | 'not-done'
    | 'gave-up'
  readonly text: string
}

/** How one step went, against what the runbook states. */
export interface DebriefedStep {
  readonly number: number
  readonly title: string
  readonly how: 'tool' | 'by-hand' | 'skipped' | 'checked' | 'already' | 'not-seen' | 'not-done'
  /** When its change was made, or known to be in force; for a step without a change, when it ended. Since the fault; null: never. */
  readonly atMs: number | null
  /** How long it took; null where nobody followed it. */
  readonly tookMs: number | null
  readonly expectMs: number
}

/** What a decision, or work outside the machine, took of the person. */
export interface DebriefedWait {
  readonly step: number
  readonly text: string
  /** null: it was never given. */
  readonly tookMs: number | null
  readonly allowedMs: number
}

/** A part of the recovery time, in milliseconds. */
export interface DebriefedShare {
  readonly part:
    'until the alarm' | 'until acknowledged' | 'until the first action' | 'until the last action' | 'until served'
  readonly ms: number
}

/** What a rehearsal has shown. Lengths in milliseconds; null: it did not come to that. */
export interface Debrief {
  readonly blind: boolean
  /** From the alarm to the acknowledgement. */
  readonly acknowledgeMs: number | null
  /** From the alarm to the first change of the system. */
  readonly firstActionMs: number | null
  /** From the alarm to the first decision that the runbook asks for. */
  readonly decisionMs: number | null
  /** From the alarm until the person said that it was over. */
  readonly declaredMs: number | null
  /** From the alarm until the steps were asked for; null: they were never needed, or shown from the beginning. */
  readonly openedMs: number | null
  readonly hints: number
  readonly steps: readonly DebriefedStep[]
  /** Numbers of the steps whose changes were made, in the order in which they were. */
  readonly order: readonly number[]
  readonly waits: readonly DebriefedWait[]
  readonly slips: readonly Slip[]
  /** The upper end of the recovery time, in parts; empty where it is not known. */
  readonly shares: readonly DebriefedShare[]
}
