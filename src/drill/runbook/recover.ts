import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { operatedByHand, type ControlPlaneEvent } from '../../environments/environment.ts'
import type { CreditedStep } from '../../model/evidence.ts'
import type { RunbookRecovery } from '../../model/scenario.ts'
import { collectInputs, secretsOf } from '../../runbook/execute/inputs.ts'
import { Mask } from '../../runbook/execute/masking.ts'
import { drillOperator } from '../../runbook/execute/operator.ts'
import { type RunbookFile, type RunResult, readRunbook, runInFolder } from '../../runbook/execute/run-folder.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import { findInProject } from '../../scenario/project-path.ts'
import { nowSince, sinceOrigin } from '../../system/clock.ts'
import { type DrillContext, DrillStop } from '../context.ts'
import { ChangeLedger } from './changes.ts'
import { runbookMark } from './mark.ts'

/** How often it is looked whether an alarm was raised, in milliseconds. */
const LOOK_MS = 100

/** A runbook that is ready to recover the system of a drill. */
export interface PreparedRunbook {
  readonly file: RunbookFile
  readonly values: Readonly<Record<string, string>>
  /** What the commands of the environment need beside the inputs. */
  readonly hands: Readonly<Record<string, string>>
}

/**
 * Reads the runbook and collects its inputs, before anything is injected: who is primary is known only as long as there is
 * one.
 *
 * @throws DrillStop `runbook-unusable`
 */
export async function prepareRunbook(context: DrillContext, recovery: RunbookRecovery): Promise<PreparedRunbook> {
  const { environment, plan } = context
  const path = findInProject(recovery.file, plan.scenarioFile)
  if (path === undefined) throw unusable(`there is no runbook '${recovery.file}'`)
  let file: RunbookFile
  try {
    file = readRunbook(path)
  } catch (error) {
    throw unusable(`${recovery.file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const hands = operatedByHand(environment) ? await environment.hands() : {}
  const sources = { given: {}, env: process.env, known: { ...hands, ...recovery.inputs } }
  const { values, missing } = collectInputs(file.runbook, sources)
  if (missing.length === 0) return { file, values, hands }
  const list = missing.map(({ name, howToFind }) => `${name} (${howToFind})`).join(', ')
  throw unusable(`${recovery.file}: nobody gives a value to ${list}`)
}

/**
 * Waits for an alarm of the system's monitoring, then executes the runbook. Whether the service has recovered is not for
 * the runbook to say.
 */
export async function recoverByRunbook(
  context: DrillContext,
  prepared: PreparedRunbook,
  sinceNs: number,
): Promise<RunResult> {
  const { plan, folder, ledger, emit, signal, tools } = context
  const { file, values, hands } = prepared
  const alarm = await waitForAlarm(context, sinceNs)
  emit({ kind: 'note', text: `alarm: ${alarm.text}; ${file.name} begins` })
  const secrets = secretsOf(file.runbook, values)
  const hidden = new Set(file.runbook.inputs.filter(({ secret }) => secret).map(({ name }) => name))
  const workFolder = join(folder.path, 'runbook')
  const shown = Object.fromEntries(Object.entries({ ...hands, ...values }).filter(([name]) => !hidden.has(name)))
  const changes = new ChangeLedger({
    ledger,
    folder: workFolder,
    exported: { ...shown, PATH: `${join(workFolder, 'bin')}:${process.env['PATH'] ?? ''}` },
    faultIndex: plan.scenario.faults.length + context.environment.ownFaults.length,
  })
  const people: CreditedStep[] = []
  const titles = new Map(file.runbook.steps.map(({ number, title }) => [number, title]))
  const result = await runInFolder({
    runbook: file,
    mode: 'drill',
    operator: drillOperator,
    values,
    env: { ...process.env, ...hands },
    cwd: dirname(dirname(file.file)),
    program: tools.program,
    mask: new Mask(secrets),
    signal,
    changes,
    folder: workFolder,
    clockMs: (nowSince(plan.origin) - sinceNs) / 1e6,
    detectedMs: 0,
    waitCredited: tools.waitCredited === true,
    onEvent: (event) => {
      if (event.kind === 'end') people.push(...creditedPart(file.runbook, event, tools.waitCredited === true))
      if (event.kind === 'step' && event.state === 'begin') {
        emit({ kind: 'note', text: `${file.name}, step ${event.step}: ${titles.get(event.step) ?? ''}` })
      } else if (event.kind === 'undo') {
        emit({ kind: 'note', text: `${file.name}: undo of step ${event.step}: ${event.status}, ${event.text}` })
      }
    },
  })
  if (result.outcome === 'done') changes.keep()
  emit({ kind: 'note', text: `${file.name}: ${result.outcome}, ${result.text}` })
  context.marks.set({
    runbook: runbookMark(result.transcript, sinceOrigin(plan.origin, alarm.toNs), alarm.text, sinceNs),
    people,
  })
  return result
}

/** What a person did, or would have done, in a part that has ended. */
function creditedPart(
  { steps }: Runbook,
  at: { readonly step: number; readonly part: number },
  waited: boolean,
): CreditedStep[] {
  const part = steps[at.step - 1]?.parts[at.part - 1]
  if (part?.kind !== 'decide' && part?.kind !== 'by-hand') return []
  const [kind, does] = part.kind === 'decide' ? (['decision', 'decides'] as const) : (['action', 'acts'] as const)
  return [{ text: `step ${at.step}: ${part.role} ${does}`, kind, ms: part.creditMs, waited }]
}

async function waitForAlarm({ environment, plan, signal }: DrillContext, sinceNs: number): Promise<ControlPlaneEvent> {
  const giveUpNs = sinceNs + plan.measurement.giveUpMs * 1e6
  while (nowSince(plan.origin) < giveUpNs) {
    const events = await environment.events()
    const alarm = events.find(({ kind, toNs }) => kind === 'alarm' && sinceOrigin(plan.origin, toNs) >= sinceNs)
    if (alarm !== undefined) return alarm
    await sleep(LOOK_MS, undefined, { signal })
  }
  throw new DrillStop({ code: 'not-detected', text: 'no alarm was raised, so nobody opened the runbook' })
}

function unusable(text: string): DrillStop {
  return new DrillStop({ code: 'runbook-unusable', text })
}
