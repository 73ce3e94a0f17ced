import type { Runbook, Step } from '../runbook.ts'
import type { RunbookEvent, RunMode } from './events.ts'
import type { Mask } from './masking.ts'
import type { Operator } from './operator.ts'
import type { Progress } from './progress.ts'

/** What an execution needs beside the runbook itself. */
export interface Execution {
  readonly runbook: Runbook
  readonly mode: RunMode
  readonly operator: Operator
  /** Environment of every block: the inherited one, `blackstart` on PATH, and the inputs. */
  readonly env: NodeJS.ProcessEnv
  /** The folder in which blocks run. */
  readonly cwd: string
  /** Where files of running blocks stand. @default the system's folder for such */
  readonly scratch?: string
  readonly mask: Mask
  readonly signal: AbortSignal
  /** Every event, in order; what must survive a crash has been kept when it returns. */
  readonly onEvent: (event: RunbookEvent) => void
  /** Before a change has its effect, and when it is known to have been undone: for the fault ledger of a drill. */
  readonly changes?: ChangeKeeper
  /** What an earlier run got to. */
  readonly progress?: Progress
  /** Lets credited time really pass. */
  readonly waitCredited?: boolean
}

/** Keeps account of changes outside of this process, so that somebody else can undo them. */
export interface ChangeKeeper {
  /** On disk when it returns. */
  begin(step: Step, env: NodeJS.ProcessEnv): void
  undone(step: Step, text: string): void
}
