import { Command, CommanderError } from 'commander'
import { EXIT } from '../model/exit-codes.ts'
import { CommandError, type Finish } from './exits.ts'
import { ownVersion } from './versions.ts'

/** Each command by its name, imported only when it is needed: the hands of a runbook are called many times. */
const COMMANDS = {
  init: async () => (await import('./commands/init.ts')).initCommand,
  run: async () => (await import('./commands/run.ts')).runCommand,
  rehearse: async () => (await import('./commands/rehearse.ts')).rehearseCommand,
  plan: async () => (await import('./commands/plan.ts')).planCommand,
  prove: async () => (await import('./commands/prove.ts')).proveCommand,
  observe: async () => (await import('./commands/observe.ts')).observeCommand,
  list: async () => (await import('./commands/list.ts')).listCommand,
  analyze: async () => (await import('./commands/analyze.ts')).analyzeCommand,
  recover: async () => (await import('./commands/recover.ts')).recoverCommand,
  abort: async () => (await import('./commands/abort.ts')).abortCommand,
  lab: async () => (await import('./commands/lab.ts')).labCommand,
  runbook: async () => (await import('./commands/runbook.ts')).runbookCommand,
  probe: async () => (await import('./commands/probe.ts')).probeCommand,
  sql: async () => (await import('./commands/sql.ts')).sqlCommand,
  canary: async () => (await import('./commands/canary.ts')).canaryCommand,
  aws: async () => (await import('./commands/aws.ts')).awsCommand,
  iam: async () => (await import('./commands/iam.ts')).iamCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
} as const satisfies Record<string, () => Promise<(finish: Finish) => Command>>

/** As the README says them. */
export const EXIT_CODES =
  '0 pass, 1 fail, 2 inconclusive, 3 refused by a guard, 4 a fault may remain, 64 wrong usage or input, ' +
  '69 the server could not be reached, 70 internal error'

/** Names of all commands, as they are typed. */
export function commandNames(): string[] {
  return Object.keys(COMMANDS)
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
    .addHelpText('after', `\nExit codes: ${EXIT_CODES}`)
  for (const make of await wanted(argv)) program.addCommand(inherit(make(finish), program))

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

/** The one command that the first argument names; all of them for help and for what is misspelt. */
async function wanted([name = '']: readonly string[]): Promise<((finish: Finish) => Command)[]> {
  const named = Object.entries(COMMANDS).filter(([known]) => known === name)
  const imports = named.length > 0 ? named : Object.entries(COMMANDS)
  return await Promise.all(imports.map(([, load]) => load()))
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
