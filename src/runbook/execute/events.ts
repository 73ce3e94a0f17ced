import type { ProcessIdentity } from '../../system/identity.ts'

export const RUN_MODES = ['drill', 'rehearse', 'live', 'tabletop'] as const
/**
 * - `drill`: nobody is asked; people's time is credited
 * - `rehearse`: a person does it against the clock
 * - `live`: a person does it because it is needed
 * - `tabletop`: a person goes through it, and nothing is executed
 */
export type RunMode = (typeof RUN_MODES)[number]

/** Which part of which step, both from 1; the Undo of a step is its part 0. */
export interface PartKey {
  readonly step: number
  readonly part: number
}

export type PartStatus = 'done' | 'failed' | 'skipped' | 'by-hand' | 'stopped'

/** What happens while a runbook is executed. Terminal, journal and transcript are views of the same events. */
export type RunbookEvent =
  | {
      readonly kind: 'run'
      readonly runbook: string
      readonly sha256: string
      readonly mode: RunMode
      readonly cwd: string
      /** Without the secret ones. */
      readonly inputs: Readonly<Record<string, string>>
      readonly secrets: readonly string[]
      /** How long ago the recovery clock was started when this began, in milliseconds. */
      readonly clockMs: number
      readonly resumed: boolean
      /** The process that executes it: as long as that one lives, nobody else goes on with the run. */
      readonly runner: ProcessIdentity
      /** The account that it runs under. */
      readonly operator: string
      /** The commit that the runbook stands in; null outside of a git checkout. */
      readonly commit: string | null
      /** Whether that checkout held changes that were not committed; null outside of one. */
      readonly dirty: boolean | null
    }
  | { readonly kind: 'step'; readonly step: number; readonly state: 'begin' | 'end' }
  | (PartKey & { readonly kind: 'begin' })
  /** On disk before the block's first command can have an effect that matters to a resume. */
  | (PartKey & { readonly kind: 'process'; readonly identity: ProcessIdentity })
  /** Somebody is waited for, or something: what a person who looks at the screen would ask. */
  | (PartKey & { readonly kind: 'wait'; readonly text: string })
  | (PartKey & { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string })
  | (PartKey & { readonly kind: 'try'; readonly exitCode: number; readonly text: string })
  | (PartKey & {
      readonly kind: 'end'
      readonly status: PartStatus
      readonly text: string
      readonly exitCode?: number
      readonly measuredMs: number
      readonly creditedMs: number
      /** What the part gives to later ones. */
      readonly sets: Readonly<Record<string, string>>
      /** The answer that was given to a Decide. */
      readonly answer?: string
      /** Who decided or acted, where somebody was asked. */
      readonly by?: string
    })
  | { readonly kind: 'undo'; readonly step: number; readonly status: 'done' | 'failed'; readonly text: string }
  | { readonly kind: 'finish'; readonly outcome: RunOutcome; readonly text: string }

/**
 * - `done`: every step was done
 * - `failed`: a part failed; what had begun was undone, or the point of no return was passed
 * - `stopped`: a person's answer stopped it
 * - `aborted`: the person or a signal ended it
 * - `undo-failed`: a change of ours may remain
 */
export type RunOutcome = 'done' | 'failed' | 'stopped' | 'aborted' | 'undo-failed'

/** An event with its time: milliseconds since the recovery clock was started. */
export type TimedEvent = RunbookEvent & { readonly atMs: number; readonly wall: string }
