import { Command } from 'commander'
import { OBSERVATION_PHASES } from '../../drill/events.ts'
import type { MarkSource } from '../../drill/fault-mark.ts'
import { DrillRunningError } from '../../drill/lock.ts'
import { observe } from '../../drill/observe.ts'
import { RecordFolder, writeJson } from '../../drill/record.ts'
import { pruneRecords } from '../../drill/retention.ts'
import type { DrillOutcome } from '../../drill/run-drill.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { renderJson } from '../../report/json.ts'
import { viewFor } from '../../report/paint.ts'
import { renderTerminal } from '../../report/terminal.ts'
import { DrillView } from '../drill-view.ts'
import { CommandError, type Finish } from '../exits.ts'
import { TerminalKey } from '../fault-key.ts'
import { ownLauncher } from '../launcher.ts'
import { collect } from '../options.ts'
import type { ObserveOptions } from '../observe-options.ts'
import { type PreparedObservation, prepareObservation } from '../prepare-observation.ts'
import { ProvisionView } from '../progress.ts'
import { shortPath } from '../short-path.ts'
import { type Interrupt, untilSignal } from '../signals.ts'

interface Options extends ObserveOptions {
  readonly json?: boolean
}

export function observeCommand(finish: Finish): Command {
  return new Command('observe')
    .description('measures any system while somebody else breaks it, and judges')
    .option('--url <address>', 'address of a service, or the name of the variable that holds it')
    .option('--sql <variable>', 'name of the variable that holds the address of a PostgreSQL canary')
    .option('--objective <name=duration>', 'objective to judge against, for example rto=30s or rpo=0s', collect, [])
    .option('--mark-command <command>', 'shell command that breaks it; its start and end bracket the fault')
    .option('--verify-command <command>', 'shell command that says with 0 that the fault is in force')
    .option('--human-error <duration>', 'how exact a key press is, to either side', '500ms')
    .option('--duration <duration>', 'watch for so long (default: until it has recovered and held)')
    .option('--load <script>', 'k6 script; without Blackstart’s module it only witnesses availability')
    .option('--rate <n>', 'iterations of the load started in a second')
    .option('--load-timeout <duration>', 'the longest that an iteration takes (default: 1s)')
    .option('--load-env <variable>', 'variable that the load script gets', collect, [])
    .option('--every <duration>', 'how often each stream probes', '100ms')
    .option('--timeout <duration>', 'when a probe gives up', '1s')
    .option('--read-only', 'write nothing; then data loss is not measured')
    .option('--config <file>', 'configuration file (default: blackstart.config.ts, where there is one)')
    .option('--reports <folder>', 'folder for the records (default: the configuration, else reports)')
    .option('--json', 'print the report as JSON on standard output, and nothing else there')
    .action(async (options: Options) => {
      const interrupt = untilSignal()
      try {
        const prepared = await prepareShown(options, interrupt.signal)
        const { report, exitCode } = await watchShown(prepared, options, interrupt)
        const text =
          options.json === true
            ? renderJson(report)
            : renderTerminal(report, viewFor(process.stdout, process.env), shortPath(prepared.recordFolder))
        process.stdout.write(text)
        finish(exitCode)
      } finally {
        interrupt.release()
      }
    })
}

async function prepareShown(options: ObserveOptions, signal: AbortSignal): Promise<PreparedObservation> {
  const view = new ProvisionView()
  try {
    const command = ['blackstart', ...process.argv.slice(2)].join(' ')
    return await prepareObservation(options, command, signal, view.show)
  } finally {
    view.done()
  }
}

async function watchShown(
  { plan, system, reports, recordFolder, configuration, k6 }: PreparedObservation,
  options: ObserveOptions,
  interrupt: Interrupt,
): Promise<DrillOutcome> {
  const folder = RecordFolder.create(recordFolder)
  writeJson(folder.plan, plan)
  const phases = OBSERVATION_PHASES.filter((phase) => phase !== 'read-back' || system.canary !== undefined)
  const view = new DrillView(plan, phases)
  const key = options.markCommand === undefined ? keyOfTerminal() : undefined
  try {
    return await observe(plan, folder, {
      system,
      mark: markSource(options, key),
      launcher: ownLauncher(),
      k6: k6?.path,
      onEvent: view.onEvent,
      onSample: view.onSample,
      signal: interrupt.signal,
    })
  } catch (error) {
    if (error instanceof DrillRunningError) throw new CommandError(EXIT.refused, error.message, { cause: error })
    throw error
  } finally {
    key?.release()
    view.close()
    pruneRecords(reports, configuration.reports)
  }
}

function markSource({ markCommand, verifyCommand }: ObserveOptions, key: TerminalKey | undefined): MarkSource {
  return {
    ...(markCommand === undefined ? {} : { command: markCommand }),
    ...(verifyCommand === undefined ? {} : { verify: verifyCommand }),
    ...(key === undefined ? {} : { key }),
  }
}

function keyOfTerminal(): TerminalKey | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
  return new TerminalKey(process.stdin, () => process.kill(process.pid, 'SIGINT'))
}
