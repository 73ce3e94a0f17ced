import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FaultLedger } from '../../ledger/fault-ledger.ts'
import type { ResolvedTarget } from '../../model/fault.ts'
import type { ChangeKeeper } from '../../runbook/execute/execution.ts'
import type { Mask } from '../../runbook/execute/masking.ts'
import type { Runbook, Step } from '../../runbook/runbook.ts'
import { monotonicNow } from '../../system/clock.ts'
import { quoted } from '../../system/shell.ts'

/** Mark in the identity of a target: it is a change by the runbook, and no fault of the scenario. */
export const RUNBOOK_STEP = 'runbookStep'

/** Whether an entry of the ledger is a change by a runbook. */
export function isRunbookStep({ identity }: Pick<ResolvedTarget, 'identity'>): boolean {
  return RUNBOOK_STEP in identity
}

/** Names of everything that a runbook's parts give to later ones. */
export function flowingIn({ steps }: Pick<Runbook, 'steps'>): string[] {
  return steps.flatMap(({ parts }) => parts.flatMap((part) => ('sets' in part ? part.sets : [])))
}

export interface ChangeLedgerOptions {
  readonly ledger: FaultLedger
  /** Where the scripts of the undos are kept, so that somebody else can run them. */
  readonly folder: string
  /** Inputs that may stand in a file, and what commands need to find their way. Never secrets. */
  readonly exported: Readonly<Record<string, string | undefined>>
  /** Names of the variables whose values are removed from what an undo says. */
  readonly secrets: readonly string[]
  /** Names of values that flow from step to step: what they hold when a change is begun stands in its script too. */
  readonly flowing: readonly string[]
  readonly mask: Mask
  /** Behind the scenario's faults and the environment's own. */
  readonly faultIndex: number
}

/**
 * The changes of a runbook, in the fault ledger: each Do is an intent whose reversal is its Undo, so that a drill which is
 * killed in the middle of it is undone by whoever comes to the rescue. What the rescuer runs is a script of its own, with
 * every value in it that is no secret; secrets come from the environment that it inherits, and where they are gone the
 * undo fails by its own `:?` and the command stands in the report.
 */
export class ChangeLedger implements ChangeKeeper {
  readonly #options: ChangeLedgerOptions
  readonly #open = new Map<number, number>()

  constructor(options: ChangeLedgerOptions) {
    this.#options = options
  }

  begin(step: Step, env: NodeJS.ProcessEnv): void {
    const { undo } = step
    // From here on nothing may be taken back, by nobody.
    if (undo === undefined || undo.none !== undefined) {
      this.#confirmAll(`kept: step ${step.number} was the point of no return`)
      return
    }
    const script = this.#writeUndo(step, undo.script.text, env)
    const command = `bash -euo pipefail ${quoted(script)}`
    const timeoutMs = undo.timeoutMs
    // Looking whether a change is in force is the business of its checks: the undo's own exit code is its proof.
    const commands = { inject: `# step ${step.number} of the runbook`, verify: 'exit 1', undo: command }
    const { injectionId } = this.#options.ledger.intend({
      fault: { kind: 'command', ...commands, timeout: `${timeoutMs}ms` },
      faultIndex: this.#options.faultIndex,
      component: `runbook step ${step.number}`,
      reversal: 'inverse',
      precondition: 'the steps before it were done',
      identity: {
        ...commands,
        folder: this.#options.folder,
        secrets: this.#options.secrets.join(','),
        timeoutMs,
        [RUNBOOK_STEP]: step.number,
      },
    })
    this.#open.set(step.number, injectionId)
  }

  undone({ number }: Step, text: string): void {
    const injectionId = this.#open.get(number)
    if (injectionId === undefined) return
    this.#options.ledger.append({ kind: 'undone', injectionId, by: 'runbook' })
    this.#confirm(number, injectionId, `undone by its Undo: ${text}`)
  }

  /** The runbook has come to its end: what it did is the recovery, and stays. */
  keep(): void {
    this.#confirmAll('kept: it is part of the recovery')
  }

  #confirmAll(text: string): void {
    for (const [number, injectionId] of this.#open) this.#confirm(number, injectionId, text)
  }

  #confirm(number: number, injectionId: number, text: string): void {
    const evidence = { holds: true, text, observedAtNs: monotonicNow() }
    this.#options.ledger.append({ kind: 'confirmed', injectionId, evidence, by: 'runbook' })
    this.#open.delete(number)
  }

  #writeUndo(step: Step, text: string, env: NodeJS.ProcessEnv): string {
    const { folder, exported, flowing, mask } = this.#options
    mkdirSync(folder, { recursive: true })
    const file = join(folder, `undo-${step.number}.sh`)
    const flowed = flowing.map((name): [string, string | undefined] => [name, env[name]])
    const known = [...Object.entries(exported), ...flowed.filter(([, value]) => !mask.hides(value ?? ''))]
    const lines = known.flatMap(([name, value]) => (value === undefined ? [] : [`export ${name}=${quoted(value)}`]))
    writeFileSync(file, `${lines.join('\n')}\n${text}`, { mode: 0o600 })
    return file
  }
}
