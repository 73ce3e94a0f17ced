import { relative } from 'node:path'
import { Command } from 'commander'
import { EXIT } from '../../model/exit-codes.ts'
import { renderJson } from '../../report/json.ts'
import { viewFor } from '../../report/paint.ts'
import { renderTerminal } from '../../report/terminal.ts'
import type { Finish } from '../exits.ts'
import { withDrillOptions } from '../options.ts'
import { prepareShown, runPrepared } from '../run-prepared.ts'
import { howToRecover } from '../unfinished.ts'
import type { DrillOptions } from '../prepare.ts'
import { untilSignal } from '../signals.ts'

interface RunOptions extends DrillOptions {
  readonly json?: boolean
  readonly waitCredited?: boolean
}

export function runCommand(finish: Finish): Command {
  return withDrillOptions(new Command('run'))
    .description('drills a scenario: injects its faults, measures, undoes, judges')
    .option('--json', 'print the report as JSON on standard output, and nothing else there')
    .option('--wait-credited', "lets people's time in a runbook really pass: a judged data loss needs it")
    .option('--confirm <environment>', 'name of the environment, once more: protected ones ask for it')
    .option('--plan <hash>', 'runs only the plan that was agreed to (see blackstart plan --json)')
    .action(async (scenario: string, options: RunOptions) => {
      const interrupt = untilSignal()
      try {
        const prepared = await prepareShown(scenario, options, interrupt.signal)
        const { report, exitCode } = await runPrepared(prepared, interrupt.signal, options)
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
