import { askGuards } from '../drill/guards/guard.ts'
import { writeIndex } from '../drill/index-page.ts'
import type { DrillLock } from '../drill/lock.ts'
import { recordedPlan } from '../drill/recorded-plan.ts'
import { RecordFolder, writeJson } from '../drill/record.ts'
import { pruneRecords } from '../drill/retention.ts'
import { type DrillOutcome, FaultRemainsError, runDrill } from '../drill/run-drill.ts'
import { EXIT } from '../model/exit-codes.ts'
import type { Configuration } from '../scenario/config.ts'
import type { Deed } from '../drill/user-faults/manual-fault.ts'
import { askAtTerminal, canAsk } from './ask.ts'
import { DrillView } from './drill-view.ts'
import { CommandError } from './exits.ts'
import { ownLauncher, ownProgram } from './launcher.ts'
import { type DrillOptions, type PreparedDrill, prepareDrill } from './prepare.ts'
import { ProvisionView } from './progress.ts'
import { TerminalDesk } from './rehearsal/terminal-desk.ts'
import { endUnfinished, howToRecover, takeMachine } from './unfinished.ts'
import { saidLate } from './said-late.ts'

/**
 * Checks everything that a drill rests on, and shows what that takes.
 *
 * @throws CommandError with all findings, or because it was interrupted: nothing was started then
 */
export async function prepareShown(
  scenario: string,
  options: DrillOptions,
  signal: AbortSignal,
): Promise<PreparedDrill> {
  const view = new ProvisionView()
  try {
    const command = ['blackstart', ...process.argv.slice(2)].join(' ')
    return await prepareDrill(scenario, options, command, signal, view.show)
  } catch (error) {
    // Nothing was started yet: an interrupt here leaves nothing to undo.
    if (signal.aborted)
      throw new CommandError(EXIT.inconclusive, `interrupted (${String(signal.reason)}) before anything was started`)
    throw error
  } finally {
    view.done()
  }
}

/**
 * Runs a drill that was prepared, and shows it.
 *
 * @throws CommandError `refused` by a guard, or while another drill runs on this machine
 */
export async function runPrepared(
  prepared: PreparedDrill,
  signal: AbortSignal,
  { waitCredited = false }: { readonly waitCredited?: boolean } = {},
): Promise<DrillOutcome> {
  const { plan, reports } = prepared
  const refusals = await saidLate(`asking whether '${plan.environment}' may be drilled`, askGuards(prepared.guards))
  if (refusals.length > 0) throw new CommandError(EXIT.refused, `nothing was started: ${refusals.join('; ')}`)
  const lock = await takeMachine(plan.drillId)
  try {
    await endUnfinished(reports, lock)
    return await runLocked(prepared, lock, signal, waitCredited)
  } finally {
    lock.release()
  }
}

async function runLocked(
  { plan, driver, k6, configuration, reports, recordFolder }: PreparedDrill,
  lock: DrillLock,
  signal: AbortSignal,
  waitCredited: boolean,
): Promise<DrillOutcome> {
  const folder = RecordFolder.create(recordFolder)
  writeJson(folder.plan, recordedPlan(plan, driver))
  // An index that still showed only the drills before would hide this one if it were killed.
  writeIndex(reports)
  const view = new DrillView(plan)
  const tools = {
    driver,
    launcher: ownLauncher(),
    k6: k6?.path,
    ask: canAsk() ? (request: string, deed: Deed) => view.whileHidden(() => askAtTerminal(request, deed)) : undefined,
    onEvent: view.onEvent,
    onSample: view.onSample,
    program: ownProgram(),
    desk: plan.rehearsal === undefined ? undefined : new TerminalDesk(view),
    waitCredited,
    signal,
  }
  try {
    return await runDrill(plan, folder, tools, lock)
  } catch (error) {
    if (!(error instanceof FaultRemainsError)) throw error
    const text = `${error.message}\n${howToRecover(plan.drillId, reports)}`
    throw new CommandError(EXIT.faultMayRemain, text, { cause: error })
  } finally {
    view.close()
    tidy(reports, configuration)
  }
}

/** What makes a folder of records easier to look at is not worth the result of a drill. */
function tidy(reports: string, { reports: keep }: Configuration): void {
  for (const work of [() => pruneRecords(reports, keep), () => writeIndex(reports)]) {
    try {
      work()
    } catch (error) {
      process.stderr.write(`blackstart: ${error instanceof Error ? error.message : String(error)}\n`)
    }
  }
}
