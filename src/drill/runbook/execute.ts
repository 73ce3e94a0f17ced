import { dirname, join } from 'node:path'
import { COMMAND_ROLE } from '../../ledger/entries.ts'
import type { CreditedStep } from '../../model/evidence.ts'
import type { TimedEvent } from '../../runbook/execute/events.ts'
import { secretNames, secretsOf } from '../../runbook/execute/inputs.ts'
import { Mask } from '../../runbook/execute/masking.ts'
import { UNDO_PART } from '../../runbook/execute/progress.ts'
import { type RunRequest, type RunResult, runInFolder } from '../../runbook/execute/run-folder.ts'
import { nowSince } from '../../system/clock.ts'
import type { DrillContext } from '../context.ts'
import { ChangeLedger, flowingIn } from './changes.ts'
import { creditedSteps, isDo } from './people.ts'
import { type PreparedRunbook, withoutSecrets } from './prepare.ts'

/** How the runbook of a drill is executed, and by whom. */
export interface DrillRun extends Pick<RunRequest, 'mode' | 'operator' | 'signal'> {
  /** Whether people's time really passes. */
  readonly waited: boolean
  /** Instant from which the recovery clock counts, since the start of the drill. */
  readonly sinceNs: number
  readonly onEvent?: (event: TimedEvent) => void
}

export interface DrillRunResult extends RunResult {
  /** The people's part in it. */
  readonly people: readonly CreditedStep[]
}

/** The folder of a record that holds what a runbook leaves. */
export function runbookFolder({ folder }: Pick<DrillContext, 'folder'>): string {
  return join(folder.path, 'runbook')
}

/** Executes the runbook of a drill: every change of it stands in the fault ledger before it is made. */
export async function executeInDrill(
  context: DrillContext,
  prepared: PreparedRunbook,
  { mode, operator, signal, waited, sinceNs, onEvent }: DrillRun,
): Promise<DrillRunResult> {
  const { plan, ledger, emit, tools } = context
  const { file, values, hands } = prepared
  const folder = runbookFolder(context)
  const mask = new Mask(secretsOf(file.runbook, values, plan.secrets ?? []))
  const changes = new ChangeLedger({
    ledger,
    folder,
    flowing: flowingIn(file.runbook),
    mask,
    exported: {
      ...withoutSecrets(prepared, plan.secrets),
      PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    },
    secrets: [...(plan.secrets ?? []), ...secretNames(file.runbook, values)],
    faultIndex: plan.scenario.faults.length + context.environment.ownFaults.length,
  })
  const events: TimedEvent[] = []
  const titles = new Map(file.runbook.steps.map(({ number, title }) => [number, title]))
  const result = await runInFolder({
    runbook: file,
    mode,
    origin: { operator: plan.operator, commit: plan.commit, dirty: plan.dirty },
    operator,
    values,
    env: { ...process.env, ...hands },
    cwd: dirname(dirname(file.file)),
    program: tools.program,
    mask,
    signal,
    changes,
    folder,
    clockMs: (nowSince(plan.origin) - sinceNs) / 1e6,
    detectedMs: 0,
    waitCredited: waited,
    onEvent: (event) => {
      // Before it has its effect: whoever undoes it must end it first.
      if (event.kind === 'process' && (event.part === UNDO_PART || isDo(file.runbook, event)))
        context.startedProcess(COMMAND_ROLE, event.identity)
      onEvent?.(event)
      events.push(event)
      if (event.kind === 'step' && event.state === 'begin') {
        emit({ kind: 'note', text: `${file.name}, step ${event.step}: ${titles.get(event.step) ?? ''}` })
      } else if (event.kind === 'undo') {
        emit({ kind: 'note', text: `${file.name}: undo of step ${event.step}: ${event.status}, ${event.text}` })
      }
    },
  })
  if (result.outcome === 'done') changes.keep()
  emit({ kind: 'note', text: `${file.name}: ${result.outcome}, ${result.text}` })
  return { ...result, people: creditedSteps(file.runbook, events, waited, sinceNs) }
}
