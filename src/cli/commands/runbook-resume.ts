import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { RunInProgressError, readRun } from '../../runbook/execute/run-folder.ts'
import { loadConfig } from '../../scenario/config.ts'
import { refuseForeignAccount } from '../aws-account.ts'
import { type Finish, inputError } from '../exits.ts'
import { collect } from '../options.ts'
import { executeRunbook, inProgress, readableRunbook, refuseWithoutTerminal, valuesFor } from '../runbook-execution.ts'

interface ResumeOptions {
  readonly input: readonly string[]
  readonly config?: string
}

export function runbookResumeCommand(finish: Finish): Command {
  return new Command('resume')
    .description('goes on with a run that was killed: looks first, and never begins a half-done change again')
    .argument('<folder>', 'folder of its record, which holds the journal')
    .option('--input <NAME=value>', 'value of an input (default: as before; secrets from the environment)', collect, [])
    .option('--config <file>', 'configuration file (default: blackstart.config.ts, where there is one)')
    .action(async (path: string, options: ResumeOptions) => {
      const folder = resolve(path)
      const { head, lastAtMs, lastWall } = goOnWith(path, folder)
      const file = readableRunbook(head.runbook)
      if (file.sha256 !== head.sha256) {
        throw inputError([
          `${head.runbook} was changed since the run was begun: take the version with SHA-256 ${head.sha256}`,
        ])
      }
      refuseWithoutTerminal(head.mode)
      const values = await valuesFor(file, head.mode, head.inputs, options.input)
      // The service did not wait either.
      const clockMs = lastAtMs + Math.max(0, Date.now() - Date.parse(lastWall))
      const { mode, cwd } = head
      const { secrets, aws } = await loadConfig(cwd, options.config)
      if (mode === 'drill') await refuseForeignAccount(aws)
      const run = { file, mode, values, folder, cwd, clockMs, secrets, waitCredited: false, withoutFault: false }
      finish(await executeRunbook({ ...run, resume: true }))
    })
}

/** @throws CommandError for a run that nobody can go on with, or that somebody else executes */
function goOnWith(path: string, folder: string): ReturnType<typeof readRun> {
  const journal = journalIn(path, folder)
  if (existsSync(join(dirname(folder), 'ledger'))) {
    throw inputError([
      `the run in '${path}' is the recovery of a drill: its changes stand in the fault ledger, and blackstart recover undoes them`,
    ])
  }
  try {
    const run = readRun(journal)
    if (run.resumable) return run
    throw inputError([`the run in '${path}' has ended (${run.outcome}): there is nothing to go on with`])
  } catch (error) {
    throw error instanceof RunInProgressError ? inProgress(error) : error
  }
}

function journalIn(path: string, folder: string): string {
  const name = existsSync(folder) ? readdirSync(folder).find((entry) => entry.endsWith('.journal.ndjson')) : undefined
  if (name === undefined) throw inputError([`'${path}' holds no journal of a run`])
  return join(folder, name)
}
