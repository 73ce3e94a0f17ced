import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { parseDurationMs } from '../../model/duration.ts'
import { RUN_MODES, type RunMode } from '../../runbook/execute/events.ts'
import type { RunbookFile } from '../../runbook/execute/run-folder.ts'
import { loadConfig } from '../../scenario/config.ts'
import { refuseForeignAccount } from '../aws-account.ts'
import { type Finish, inputError } from '../exits.ts'
import { collect } from '../options.ts'
import { freshFolder } from '../reports-folder.ts'
import { executeRunbook, readableRunbook, refuseWithoutTerminal, valuesFor } from '../runbook-execution.ts'

interface RunOptions {
  readonly mode: RunMode
  readonly input: readonly string[]
  readonly exec: boolean
  readonly since: string
  readonly reports?: string
  readonly config?: string
  readonly waitCredited?: boolean
  readonly withoutFault?: boolean
}

export function runbookRunCommand(finish: Finish): Command {
  return new Command('run')
    .description('executes a runbook; exits 1 when a step fails or the RTO is exceeded, 4 when an undo fails')
    .argument('<file>', 'the runbook')
    .addOption(new Option('--mode <mode>', 'who makes the choices').choices(RUN_MODES).default('live'))
    .option('--input <NAME=value>', 'value of an input (default: the environment variable of its name)', collect, [])
    .option('--since <duration>', 'how long ago the alarm was raised: the recovery clock counts from there', '0s')
    .option('--no-exec', 'goes through it and executes nothing')
    .option('--wait-credited', "lets people's credited time really pass")
    .option('--without-fault', 'as a drill with nothing broken: passes when it stops at the check that it declares')
    .option('--reports <folder>', 'folder for the record (default: the configuration, else reports)')
    .option('--config <file>', 'configuration file (default: blackstart.config.ts, where there is one)')
    .action(async (path: string, options: RunOptions) => {
      const file = readableRunbook(path)
      const withoutFault = options.withoutFault === true
      const mode = options.exec ? (withoutFault ? 'drill' : options.mode) : 'tabletop'
      if (withoutFault) refuseWithoutGuard(file, options)
      const clockMs = parseDurationMs(options.since)
      if (clockMs === undefined) throw inputError([`--since '${options.since}': write a duration such as 90s or 4m`])
      refuseWithoutTerminal(mode)
      const values = await valuesFor(file, mode, {}, options.input)
      const cwd = process.cwd()
      const config = await loadConfig(cwd, options.config)
      if (mode === 'drill') await refuseForeignAccount(config.aws)
      const reports = options.reports ?? config.reports.folder
      const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
      const folder = freshFolder(resolve(reports, `${stamp}-${file.name}-${mode}`))
      const waitCredited = options.waitCredited === true
      const run = { file, mode, values, folder, cwd, waitCredited, withoutFault, secrets: config.secrets }
      finish(await executeRunbook({ ...run, resume: false, clockMs }))
    })
}

/** A planned procedure stops nowhere: without a fault it would be carried out. */
function refuseWithoutGuard({ runbook }: RunbookFile, { exec, mode }: RunOptions): void {
  const findings = [
    ...(runbook.frontMatter.withoutFault === 'none'
      ? ['--without-fault: the runbook declares no check to stop at']
      : []),
    ...(exec ? [] : ['--without-fault: without execution no check can stop it; leave --no-exec out']),
    ...(mode === 'live' || mode === 'drill' ? [] : [`--without-fault is a drill: leave --mode ${mode} out`]),
  ]
  if (findings.length > 0) throw inputError(findings)
}
