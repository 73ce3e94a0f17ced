import { rmSync } from 'node:fs'
import { askGuards } from '../drill/guards/guard.ts'
import { writeIndex } from '../drill/index-page.ts'
import { DrillRunningError } from '../drill/lock.ts'
import { RecordFolder, writeJson } from '../drill/record.ts'
import { pruneRecords } from '../drill/retention.ts'
import { type DrillOutcome, runDrill } from '../drill/run-drill.ts'
import { EXIT } from '../model/exit-codes.ts'
import { askAtTerminal, canAsk } from './ask.ts'
import { DrillView } from './drill-view.ts'
import { CommandError } from './exits.ts'
import { ownLauncher, ownProgram } from './launcher.ts'
import { type DrillOptions, type PreparedDrill, prepareDrill } from './prepare.ts'
import { ProvisionView } from './progress.ts'
import { TerminalDesk } from './rehearsal/terminal-desk.ts'
import { endUnfinished } from './unfinished.ts'

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
  const { plan, driver, k6, configuration, reports, recordFolder } = prepared
  const refusals = await askGuards(prepared.guards)
  if (refusals.length > 0) throw new CommandError(EXIT.refused, `nothing was started: ${refusals.join('; ')}`)
  await endUnfinished(reports, plan.drillId)
  const folder = RecordFolder.create(recordFolder)
  writeJson(folder.plan, plan)
  // An index that still showed only the drills before would hide this one if it were killed.
  writeIndex(reports)
  const view = new DrillView(plan)
  try {
    return await runDrill(plan, folder, {
      driver,
      launcher: ownLauncher(),
      k6: k6?.path,
      ask: canAsk() ? (request) => view.whileHidden(() => askAtTerminal(request)) : undefined,
      onEvent: view.onEvent,
      onSample: view.onSample,
      program: ownProgram(),
      desk: plan.rehearsal === undefined ? undefined : new TerminalDesk(view),
      waitCredited,
      signal,
    })
  } catch (error) {
    if (error instanceof DrillRunningError) {
      // Nothing happened, so there is nothing to keep a record of.
      rmSync(folder.path, { recursive: true, force: true })
      throw new CommandError(EXIT.refused, error.message, { cause: error })
    }
    throw error
  } finally {
    view.close()
    pruneRecords(reports, configuration.reports)
    writeIndex(reports)
  }
}
