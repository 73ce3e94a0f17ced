import type { Act } from '../model/rehearsal.ts'
import type { Reason } from '../model/verdict.ts'

/** The phases of a drill, in the order in which they happen. */
export const PHASES = [
  'prepare',
  'environment',
  'warm-up',
  'steady-state',
  'inject',
  'recover',
  'watch',
  'undo',
  'redundancy',
  'read-back',
  'close',
  'judge',
] as const
/** The phases of an observation: somebody else breaks, so there is nothing to inject and nothing to undo. */
export const OBSERVATION_PHASES = [
  'warm-up',
  'steady-state',
  'watch',
  'read-back',
  'judge',
] as const satisfies readonly Phase[]
/** Those of a drill. */
export const DRILL_PHASES: readonly Phase[] = PHASES.filter((phase) => phase !== 'prepare' && phase !== 'watch')
export type Phase = (typeof PHASES)[number]

/** What happens in a drill. The terminal, the journal and the report are views of the same events. */
export type DrillEvent =
  | { readonly kind: 'phase'; readonly phase: Phase; readonly state: 'begin' | 'end' }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'problem'; readonly reason: Reason }
  | { readonly kind: 'injection'; readonly injectionId: number; readonly component: string; readonly text: string }
  | ({ readonly kind: 'person' } & Act)
  | { readonly kind: 'recovered'; readonly text: string }
  | { readonly kind: 'undo'; readonly injectionId: number; readonly undone: boolean; readonly text: string }

/** A {@link DrillEvent} with its time, nanoseconds since the start of the drill: a line of the journal. */
export type JournalEntry = DrillEvent & { readonly atNs: number; readonly by: string }
