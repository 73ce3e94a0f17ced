import { Command, CommanderError } from 'commander'
import { EXIT } from '../model/exit-codes.ts'
import { abortCommand } from './commands/abort.ts'
import { analyzeCommand } from './commands/analyze.ts'
import { canaryCommand } from './commands/canary.ts'
import { doctorCommand } from './commands/doctor.ts'
import { initCommand } from './commands/init.ts'
import { labCommand } from './commands/lab.ts'
import { listCommand } from './commands/list.ts'
import { observeCommand } from './commands/observe.ts'
import { planCommand } from './commands/plan.ts'
import { probeCommand } from './commands/probe.ts'
import { proveCommand } from './commands/prove.ts'
import { recoverCommand } from './commands/recover.ts'
import { runCommand } from './commands/run.ts'
import { runbookCommand } from './commands/runbook.ts'
import { sqlCommand } from './commands/sql.ts'
import { CommandError, type Finish } from './exits.ts'
import { ownVersion } from './versions.ts'

const COMMANDS = [
  initCommand,
  runCommand,
  planCommand,
  proveCommand,
  observeCommand,
  listCommand,
  analyzeCommand,
  recoverCommand,
  abortCommand,
  labCommand,
  runbookCommand,
  probeCommand,
  sqlCommand,
  canaryCommand,
  doctorCommand,
]

/** Names of all commands, as they are typed. */
export function commandNames(): string[] {
  return COMMANDS.map((command) => command(() => {}).name())
}

/**
 * Runs the command line.
 *
 * @param argv - arguments without the program's name
 * @returns the exit code, of the table in model/exit-codes.ts
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  surviveLostReaders()
  let exitCode: number = EXIT.pass
  const finish: Finish = (code) => (exitCode = code)
  const program = new Command('blackstart')
    .description('Breaks things on purpose, measures the actual recovery time and data loss, and undoes every fault.')
    .version(ownVersion())
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`blackstart: ${text}`) })
    .showHelpAfterError('(blackstart --help tells what there is)')
    .addHelpText(
      'after',
      '\nExit codes: 0 pass, 1 fail, 2 inconclusive, 3 refused by a guard, 4 a fault may remain, 64 wrong usage or input, 70 internal error',
    )
  for (const command of COMMANDS) program.addCommand(inherit(command(finish), program))

  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage
    if (error instanceof CommandError) {
      process.stderr.write(`blackstart: ${error.message}\n`)
      return error.exitCode
    }
    throw error
  }
}

/** A pager or `head` that goes away takes nobody along: a drill goes on, and its record says what there is to say. */
function surviveLostReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

/** Also the commands of a command: without it a wrong option of theirs would end with 1, which is a verdict. */
function inherit(command: Command, parent: Command): Command {
  command.exitOverride().copyInheritedSettings(parent)
  for (const nested of command.commands) inherit(nested, command)
  return command
}
