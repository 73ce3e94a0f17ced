import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { EXIT, type ExitCode } from '../../model/exit-codes.ts'
import { RUN_MODES, type RunMode, type TimedEvent } from '../../runbook/execute/events.ts'
import { collectInputs, secretsOf } from '../../runbook/execute/inputs.ts'
import { Mask } from '../../runbook/execute/masking.ts'
import { drillOperator } from '../../runbook/execute/operator.ts'
import {
  type RunbookFile,
  type RunResult,
  UnusableRunbookError,
  readRun,
  readRunbook,
  runInFolder,
} from '../../runbook/execute/run-folder.ts'
import { loadConfig } from '../../scenario/config.ts'
import { askInputs } from '../ask-inputs.ts'
import { canAsk } from '../ask.ts'
import { clackOperator } from '../clack-operator.ts'
import { type Finish, inputError } from '../exits.ts'
import { ownProgram } from '../launcher.ts'
import { collect } from '../options.ts'
import { RunbookView } from '../runbook-view.ts'
import { freshFolder } from '../reports-folder.ts'
import { parseSettings } from '../settings.ts'
import { untilSignal } from '../signals.ts'
import { judgeWithoutFault } from '../without-fault.ts'

interface RunOptions {
  readonly mode: RunMode
  readonly input: readonly string[]
  readonly exec: boolean
  readonly reports?: string
  readonly waitCredited?: boolean
  readonly withoutFault?: boolean
}

export function runbookRunCommand(finish: Finish): Command {
  return new Command('run')
    .description('executes a runbook; exits 1 when a step fails or the RTO is exceeded, 4 when an undo fails')
    .argument('<file>', 'the runbook')
    .addOption(new Option('--mode <mode>', 'who makes the choices').choices(RUN_MODES).default('live'))
    .option('--input <NAME=value>', 'value of an input (default: the environment variable of its name)', collect, [])
    .option('--no-exec', 'goes through it and executes nothing')
    .option('--wait-credited', "lets people's credited time really pass")
    .option('--without-fault', 'as a drill with nothing broken: passes when it stops at the check that it declares')
    .option('--reports <folder>', 'folder for the record (default: the configuration, else reports)')
    .action(async (path: string, options: RunOptions) => {
      const file = readable(path)
      const withoutFault = options.withoutFault === true
      const mode = options.exec ? (withoutFault ? 'drill' : options.mode) : 'tabletop'
      if (withoutFault) refuseWithoutGuard(file, options)
      refuseWithoutTerminal(mode)
      const values = await valuesFor(file, mode, parseInputs(options.input))
      const reports = options.reports ?? (await loadConfig(process.cwd())).reports.folder
      const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
      const folder = freshFolder(resolve(reports, `${stamp}-${file.name}-${mode}`))
      finish(
        await run({
          file,
          mode,
          values,
          folder,
          resume: false,
          cwd: process.cwd(),
          clockMs: 0,
          waitCredited: options.waitCredited === true,
          withoutFault,
        }),
      )
    })
}

export function runbookResumeCommand(finish: Finish): Command {
  return new Command('resume')
    .description('goes on with a run that was killed: looks first, and never begins a half-done change again')
    .argument('<folder>', 'folder of its record, which holds the journal')
    .option('--input <NAME=value>', 'value of an input (default: as before; secrets from the environment)', collect, [])
    .action(async (path: string, options: { readonly input: readonly string[] }) => {
      const folder = resolve(path)
      const { head, finished, lastAtMs, lastWall } = readRun(journalIn(folder))
      if (finished) throw inputError([`the run in '${path}' has ended: there is nothing to go on with`])
      const file = readable(head.runbook)
      if (file.sha256 !== head.sha256) {
        throw inputError([
          `${head.runbook} was changed since the run was begun: take the version with SHA-256 ${head.sha256}`,
        ])
      }
      refuseWithoutTerminal(head.mode)
      const values = await valuesFor(file, head.mode, { ...head.inputs, ...parseInputs(options.input) })
      // The service did not wait either.
      const clockMs = lastAtMs + Math.max(0, Date.now() - Date.parse(lastWall))
      const { mode, cwd } = head
      finish(
        await run({ file, mode, values, folder, resume: true, cwd, clockMs, waitCredited: false, withoutFault: false }),
      )
    })
}

interface Run {
  readonly file: RunbookFile
  readonly mode: RunMode
  readonly values: Readonly<Record<string, string>>
  readonly folder: string
  readonly resume: boolean
  readonly cwd: string
  readonly clockMs: number
  readonly waitCredited: boolean
  readonly withoutFault: boolean
}

async function run({
  file,
  mode,
  values,
  folder,
  resume,
  cwd,
  clockMs,
  waitCredited,
  withoutFault,
}: Run): Promise<ExitCode> {
  const interrupt = untilSignal()
  const view = new RunbookView(file.runbook, (text) => process.stdout.write(text))
  const events: TimedEvent[] = []
  const automatic = mode === 'drill' || (mode === 'tabletop' && !process.stdin.isTTY)
  try {
    const result = await runInFolder({
      runbook: file,
      mode,
      operator: automatic ? drillOperator : clackOperator(mode),
      values,
      env: process.env,
      cwd,
      program: ownProgram(),
      mask: new Mask(secretsOf(file.runbook, values)),
      signal: interrupt.signal,
      folder,
      resume,
      clockMs,
      detectedMs: mode === 'drill' ? file.runbook.frontMatter.detectMs : 0,
      waitCredited,
      onEvent: (event) => {
        events.push(event)
        view.onEvent(event)
      },
    })
    return withoutFault ? concludeWithoutFault(file, result, events) : conclude(file, result, folder)
  } finally {
    interrupt.release()
  }
}

function conclude({ name, runbook }: RunbookFile, { outcome, transcript }: RunResult, folder: string): ExitCode {
  const report = readFileSync(join(folder, `${name}.md`), 'utf8')
  process.stdout.write(`\n${report}`)
  if (outcome !== 'done') process.stdout.write(`\nEscalate\n${runbook.escalate}\n`)
  if (outcome === 'undo-failed') return EXIT.faultMayRemain
  const { totalMs, rtoMs } = transcript.clock
  return outcome === 'done' && totalMs <= rtoMs ? EXIT.pass : EXIT.fail
}

function concludeWithoutFault({ runbook }: RunbookFile, result: RunResult, events: readonly TimedEvent[]): ExitCode {
  const { passed, text } = judgeWithoutFault(runbook, result, events)
  process.stdout.write(`\n${text}\n`)
  if (result.outcome === 'undo-failed') return EXIT.faultMayRemain
  return passed ? EXIT.pass : EXIT.fail
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

function readable(path: string): RunbookFile {
  const file = resolve(path)
  if (!existsSync(file)) throw inputError([`'${path}': there is no such runbook`])
  try {
    return readRunbook(file)
  } catch (error) {
    if (error instanceof UnusableRunbookError)
      throw inputError(error.message.split('\n').map((text) => `${path}: ${text}`))
    throw error
  }
}

/** A person is asked for what nobody gave; a drill asks nobody. @throws CommandError with all findings */
async function valuesFor(
  { runbook }: RunbookFile,
  mode: RunMode,
  given: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const { values, missing, unknown } = collectInputs(runbook, { given, env: process.env })
  const foreign = unknown.map((name) => `--input ${name}: the runbook has no such input`)
  const asked = mode !== 'drill' && canAsk()
  if (asked && foreign.length === 0) return { ...values, ...(await askInputs(missing)) }
  const lacking = missing.map(({ name, howToFind, secret }) => {
    const how = secret ? `export ${name}` : `export ${name}, or give --input ${name}=value`
    return `the input ${name} has no value: ${how}. How to find it: ${howToFind}`
  })
  const findings = [...(asked ? [] : lacking), ...foreign]
  if (findings.length > 0) throw inputError(findings)
  return values
}

function parseInputs(given: readonly string[]): Record<string, string> {
  const findings: string[] = []
  const values = parseSettings(given, findings, '--input')
  if (findings.length > 0) throw inputError(findings)
  return values
}

function refuseWithoutTerminal(mode: RunMode): void {
  if (mode === 'drill' || mode === 'tabletop' || process.stdin.isTTY) return
  throw inputError([
    `--mode ${mode} asks a person, and there is no terminal: use --mode drill, or run it in a terminal`,
  ])
}

function journalIn(folder: string): string {
  const name = existsSync(folder) ? readdirSync(folder).find((entry) => entry.endsWith('.journal.ndjson')) : undefined
  if (name === undefined) throw inputError([`'${folder}' holds no journal of a run`])
  return join(folder, name)
}
