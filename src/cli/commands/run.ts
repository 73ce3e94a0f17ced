import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { EXIT } from '../../model/exit-codes.ts'
import { renderJson } from '../../report/json.ts'
import { renderJunit, renderRefusedJunit, renderSeriesJunit, renderUnendedJunit } from '../../report/junit.ts'
import { viewFor } from '../../report/paint.ts'
import { renderSeries } from '../../report/series-terminal.ts'
import type { Report } from '../../report/schema.ts'
import { sentence } from '../../report/sentence.ts'
import { renderTerminal } from '../../report/terminal.ts'
import { showInCi } from '../ci.ts'
import { CommandError, type Finish, inputError, tell } from '../exits.ts'
import { withDrillOptions } from '../options.ts'
import { repeatDrill } from '../repeat.ts'
import { prepareShown, runPrepared } from '../run-prepared.ts'
import { howToRecover } from '../unfinished.ts'
import type { DrillOptions } from '../prepare.ts'
import { allReasons } from '../../report/words.ts'
import { shortPath } from '../short-path.ts'
import { untilSignal } from '../signals.ts'

interface RunOptions extends DrillOptions {
  readonly json?: boolean
  readonly junit?: string
  readonly waitCredited?: boolean
  readonly repeat?: number
}

/** More drills than this are several days. */
const MOST_REPEATS = 10_000

export function runCommand(finish: Finish): Command {
  return withDrillOptions(new Command('run'))
    .description('drills a scenario: injects its faults, measures, undoes, judges')
    .option('--json', 'print the report as JSON on standard output, and nothing else there')
    .option('--junit <file>', 'write the result as JUnit XML: an error from the start on, until the drill has ended')
    .option('--repeat <n>', 'drills it n times, one after the other: distribution, median and range', timesOf)
    .option('--wait-credited', "lets people's time in a runbook really pass: a judged data loss needs it")
    .option('--confirm <environment>', 'name of the environment, once more: protected ones ask for it')
    .option('--plan <hash>', 'runs only the plan that was agreed to (see blackstart plan --json)')
    .action(async (scenario: string, options: RunOptions) => {
      // Before all else, so that no crash leaves the result of an earlier drill.
      if (options.junit !== undefined) writeFirst(options.junit, renderUnendedJunit(scenario))
      const interrupt = untilSignal()
      try {
        if (options.repeat !== undefined) {
          finish(await runSeries(scenario, { ...options, repeat: options.repeat }, interrupt.signal))
          return
        }
        const prepared = await prepareShown(scenario, options, interrupt.signal)
        const { report, exitCode } = await runPrepared(prepared, interrupt.signal, options)
        finish(exitCode)
        if (exitCode === EXIT.faultMayRemain) {
          process.stderr.write(`blackstart: ${howToRecover(prepared.plan.drillId, prepared.reports)}\n`)
        }
        tell(exitCode, () => {
          const text =
            options.json === true
              ? renderJson(report)
              : renderTerminal(report, viewFor(process.stdout, process.env), shortPath(prepared.recordFolder))
          process.stdout.write(text)
          announce(report, options)
          if (options.junit !== undefined) writeFileSync(options.junit, renderJunit([report]))
        })
      } catch (error) {
        if (options.junit !== undefined && error instanceof CommandError) {
          const [file, text] = [options.junit, renderRefusedJunit(scenario, error.message)]
          tell(error.exitCode, () => writeFileSync(file, text))
        }
        throw error
      } finally {
        interrupt.release()
      }
    })
}

function writeFirst(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    throw inputError([`--junit '${file}': it cannot be written (${code}). Give a file in a folder that exists`])
  }
}

async function runSeries(
  scenario: string,
  options: RunOptions & { readonly repeat: number },
  signal: AbortSignal,
): Promise<number> {
  const { series, exitCode, file, reports, unresolved } = await repeatDrill(
    scenario,
    options,
    options.repeat,
    signal,
    (report) => announce(report, options),
  )
  if (unresolved !== undefined) process.stderr.write(`blackstart: ${howToRecover(unresolved, reports)}\n`)
  tell(exitCode, () => {
    const text =
      options.json === true
        ? `${JSON.stringify(series, null, 2)}\n`
        : renderSeries(series, viewFor(process.stdout, process.env), shortPath(file))
    process.stdout.write(text)
    if (options.junit !== undefined) writeFileSync(options.junit, renderSeriesJunit(series))
  })
  return exitCode
}

/** Tells CI, and the person who sees nothing but standard error because the report goes to a program. */
function announce(report: Report, { json }: RunOptions): void {
  showInCi(report, process.env)
  if (json !== true) return
  const reasons = allReasons(report).map(({ code, text }) => `  ${code}: ${text}\n`)
  process.stderr.write(`${sentence(report)}\n${reasons.join('')}`)
}

function timesOf(text: string): number {
  const times = Number(text)
  if (Number.isInteger(times) && times >= 1 && times <= MOST_REPEATS) return times
  throw inputError([`--repeat '${text}': give a whole number from 1 to ${MOST_REPEATS}`])
}
