import { relative } from 'node:path'
import { Command } from 'commander'
import { pruneRecords } from '../../drill/retention.ts'
import { RecordFolder, writeJson } from '../../drill/record.ts'
import { type DrillOutcome, runDrill } from '../../drill/run-drill.ts'
import { DrillRunningError } from '../../drill/lock.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { renderJson } from '../../report/json.ts'
import { viewFor } from '../../report/paint.ts'
import { renderTerminal } from '../../report/terminal.ts'
import { DrillView } from '../drill-view.ts'
import { CommandError, type Finish } from '../exits.ts'
import { ownLauncher } from '../launcher.ts'
import { withDrillOptions } from '../options.ts'
import { endUnfinished, howToRecover } from '../unfinished.ts'
import { type DrillOptions, type PreparedDrill, prepareDrill } from '../prepare.ts'
import { ProvisionView } from '../progress.ts'
import { untilSignal } from '../signals.ts'

interface RunOptions extends DrillOptions {
  readonly json?: boolean
}

export function runCommand(finish: Finish): Command {
  return withDrillOptions(new Command('run'))
    .description('drills a scenario: injects its faults, measures, undoes, judges')
    .option('--json', 'print the report as JSON on standard output, and nothing else there')
    .action(async (scenario: string, options: RunOptions) => {
      const interrupt = untilSignal()
      try {
        const prepared = await prepare(scenario, options, interrupt.signal)
        const { report, exitCode } = await drill(prepared, interrupt.signal)
        const text =
          options.json === true
            ? renderJson(report)
            : renderTerminal(report, viewFor(process.stdout, process.env), shortPath(prepared.recordFolder))
        process.stdout.write(text)
        if (exitCode === EXIT.faultMayRemain) {
          process.stderr.write(`blackstart: ${howToRecover(prepared.plan.drillId, prepared.reports)}\n`)
        }
        finish(exitCode)
      } finally {
        interrupt.release()
      }
    })
}

/** As it is typed from here; a folder elsewhere keeps its absolute path. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}

async function prepare(scenario: string, options: RunOptions, signal: AbortSignal): Promise<PreparedDrill> {
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

async function drill(prepared: PreparedDrill, signal: AbortSignal): Promise<DrillOutcome> {
  const { plan, driver, k6, configuration, reports, recordFolder } = prepared
  await endUnfinished(reports, plan.drillId)
  const folder = RecordFolder.create(recordFolder)
  writeJson(folder.plan, plan)
  const view = new DrillView(plan)
  try {
    return await runDrill(plan, folder, {
      driver,
      launcher: ownLauncher(),
      k6: k6?.path,
      onEvent: view.onEvent,
      onSample: view.onSample,
      signal,
    })
  } catch (error) {
    if (error instanceof DrillRunningError) throw new CommandError(EXIT.refused, error.message, { cause: error })
    throw error
  } finally {
    view.close()
    pruneRecords(reports, configuration.reports)
  }
}
