import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { EXIT, type ExitCode } from '../model/exit-codes.ts'
import type { RunMode, TimedEvent } from '../runbook/execute/events.ts'
import { collectInputs, secretNames, secretsOf } from '../runbook/execute/inputs.ts'
import { Mask } from '../runbook/execute/masking.ts'
import { drillOperator } from '../runbook/execute/operator.ts'
import {
  RunInProgressError,
  type RunbookFile,
  type RunResult,
  UnusableRunbookError,
  readRunbook,
  runInFolder,
} from '../runbook/execute/run-folder.ts'
import { askInputs } from './ask-inputs.ts'
import { canAsk } from './ask.ts'
import { summarizeInCi } from './ci.ts'
import { clackOperator } from './clack-operator.ts'
import { CommandError, inputError } from './exits.ts'
import { ownProgram } from './launcher.ts'
import { operator as account } from './plan-parts.ts'
import { RunbookView } from './runbook-view.ts'
import { parseSettings } from './settings.ts'
import { shortPath } from './short-path.ts'
import { untilSignal } from './signals.ts'
import { gitState } from './versions.ts'
import { judgeWithoutFault } from './without-fault.ts'

/** An execution of a runbook by itself, with everything that it needs. */
export interface RunbookExecution {
  readonly file: RunbookFile
  readonly mode: RunMode
  readonly values: Readonly<Record<string, string>>
  readonly folder: string
  readonly resume: boolean
  readonly cwd: string
  readonly clockMs: number
  readonly waitCredited: boolean
  readonly withoutFault: boolean
  /** Names of environment variables that are secrets: the configuration's. */
  readonly secrets: readonly string[]
}

/** Executes a runbook, shows it on standard output, and tells what came of it. */
export async function executeRunbook({ withoutFault, secrets, ...request }: RunbookExecution): Promise<ExitCode> {
  const { file, mode, values, folder } = request
  const interrupt = untilSignal()
  const view = new RunbookView(file.runbook, (text) => process.stdout.write(text))
  const events: TimedEvent[] = []
  const automatic = mode === 'drill' || (mode === 'tabletop' && !process.stdin.isTTY)
  const name = account()
  try {
    const result = await runInFolder({
      ...request,
      runbook: file,
      operator: automatic ? drillOperator : clackOperator({ mode, signal: interrupt.signal, name }),
      origin: { operator: name, ...gitState(dirname(file.file)) },
      env: process.env,
      program: ownProgram(),
      mask: new Mask(secretsOf(file.runbook, values, secrets)),
      signal: interrupt.signal,
      detectedMs: mode === 'drill' ? file.runbook.frontMatter.detectMs : 0,
      onEvent: (event) => {
        events.push(event)
        view.onEvent(event)
      },
    })
    return withoutFault ? concludeWithoutFault(file, result, events) : conclude(file, result, folder)
  } catch (error) {
    throw error instanceof RunInProgressError ? inProgress(error) : error
  } finally {
    interrupt.release()
  }
}

/** @throws CommandError in place of it: nothing was started */
export function inProgress({ message }: RunInProgressError): CommandError {
  return new CommandError(EXIT.refused, `${message}: nothing was started. End that one first`)
}

function conclude(
  { name, runbook }: RunbookFile,
  { outcome, transcript, resumable }: RunResult,
  folder: string,
): ExitCode {
  const report = readFileSync(join(folder, `${name}.md`), 'utf8')
  process.stdout.write(`\n${report}`)
  summarizeInCi(report, process.env)
  if (outcome !== 'done') process.stdout.write(`\nEscalate\n${runbook.escalate}\n`)
  const goOn = `blackstart runbook resume ${shortPath(folder)}`
  if (outcome === 'undo-failed') {
    process.stdout.write(`\nMend what kept the undo from working, then: ${goOn}\n`)
    return EXIT.faultMayRemain
  }
  if (outcome === 'aborted') {
    if (resumable) process.stdout.write(`\nTo go on from here: ${goOn}\n`)
    return EXIT.inconclusive
  }
  const { totalMs, rtoMs } = transcript.clock
  return outcome === 'done' && totalMs <= rtoMs ? EXIT.pass : EXIT.fail
}

function concludeWithoutFault({ runbook }: RunbookFile, result: RunResult, events: readonly TimedEvent[]): ExitCode {
  const { passed, text } = judgeWithoutFault(runbook, result, events)
  process.stdout.write(`\n${text}\n`)
  if (result.outcome === 'undo-failed') return EXIT.faultMayRemain
  return passed ? EXIT.pass : EXIT.fail
}

/** @throws CommandError with every finding that stands against executing the file */
export function readableRunbook(path: string): RunbookFile {
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

/**
 * Values of a runbook's inputs. A person is asked for what nobody gave; a drill asks nobody.
 *
 * @param known - what an earlier run was given
 * @param given - `NAME=value` from the command line
 * @throws CommandError with all findings
 */
export async function valuesFor(
  { runbook }: RunbookFile,
  mode: RunMode,
  known: Readonly<Record<string, string>>,
  given: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const findings: string[] = []
  const parsed = parseSettings(given, findings, '--input')
  const { values, missing, unknown } = collectInputs(runbook, { given: { ...known, ...parsed }, env: process.env })
  findings.push(...unknown.map((name) => `--input ${name}: the runbook has no such input`))
  for (const name of secretNames(runbook, parsed)) {
    if (parsed[name] === undefined) continue
    findings.push(`--input ${name}: everybody on this machine can read a command line; export ${name}, or be asked`)
  }
  const asked = mode !== 'drill' && canAsk()
  if (asked && findings.length === 0) return { ...values, ...(await askInputs(missing)) }
  if (!asked) findings.push(...missing.map(lacking))
  if (findings.length > 0) throw inputError(findings)
  return values
}

function lacking({ name, howToFind, secret }: RunbookFile['runbook']['inputs'][number]): string {
  const how = secret ? `export ${name}` : `export ${name}, or give --input ${name}=value`
  return `the input ${name} has no value: ${how}. How to find it: ${howToFind}`
}

/** @throws CommandError for a mode that asks somebody where nobody is */
export function refuseWithoutTerminal(mode: RunMode): void {
  if (mode === 'drill' || mode === 'tabletop' || process.stdin.isTTY) return
  throw inputError([
    `--mode ${mode} asks a person, and there is no terminal: use --mode drill, or run it in a terminal`,
  ])
}
