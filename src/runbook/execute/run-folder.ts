import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { hasErrors } from '../finding.ts'
import { parseRunbook } from '../parse/parse.ts'
import type { Runbook } from '../runbook.ts'
import type { RunbookEvent, RunMode, TimedEvent } from './events.ts'
import { type ExecutionResult, type Execution, execute } from './execute.ts'
import { RunJournal, readRunJournal } from './journal.ts'
import { type OwnProgram, withBlackstart } from './path.ts'
import { headOf, progressOf } from './progress.ts'
import { type Transcript, renderTranscript, transcriptOf } from './transcript.ts'

/** A runbook as read from its file. */
export interface RunbookFile {
  /** Absolute path. */
  readonly file: string
  readonly name: string
  readonly sha256: string
  readonly runbook: Runbook
}

/** The file cannot be executed; the linter says why. */
export class UnusableRunbookError extends Error {
  override readonly name = 'UnusableRunbookError'
}

/** @throws UnusableRunbookError with every finding that stands against executing it */
export function readRunbook(file: string): RunbookFile {
  const source = readFileSync(file, 'utf8')
  const { runbook, findings } = parseRunbook(source)
  if (runbook === undefined || hasErrors(findings)) {
    const list = findings.map(({ rule, line, message, remedy }) => `line ${line}: ${rule}: ${message}. ${remedy}`)
    throw new UnusableRunbookError(list.join('\n'))
  }
  const sha256 = createHash('sha256').update(source).digest('hex')
  return { file, name: basename(file, '.md'), sha256, runbook }
}

export interface RunRequest extends Pick<
  Execution,
  'operator' | 'mask' | 'signal' | 'changes' | 'waitCredited' | 'cwd'
> {
  readonly runbook: RunbookFile
  readonly mode: RunMode
  readonly values: Readonly<Record<string, string>>
  /** Names of inputs whose values are secrets. */
  readonly env: NodeJS.ProcessEnv
  readonly program: OwnProgram
  /** Where journal and transcript are kept. */
  readonly folder: string
  /** Goes on where the folder's journal ends. @default false: a folder that holds a journal of this runbook is refused */
  readonly resume?: boolean
  /** How long the recovery clock has been running, in milliseconds. */
  readonly clockMs: number
  /** Credited for noticing; 0 where detection was real. */
  readonly detectedMs: number
  readonly onEvent: (event: TimedEvent) => void
}

export interface RunResult extends ExecutionResult {
  readonly transcript: Transcript
}

/**
 * Executes a runbook and keeps its journal and transcript in a folder.
 *
 * @throws the error of the disk, `EEXIST` where the folder holds another run and it is not to go on
 */
export async function runInFolder(request: RunRequest): Promise<RunResult> {
  const { runbook: file, folder, mode, values, clockMs, onEvent, resume = false } = request
  mkdirSync(folder, { recursive: true })
  const journalFile = join(folder, `${file.name}.journal.ndjson`)
  const journal = resume ? RunJournal.goOn(journalFile) : RunJournal.begin(journalFile)
  try {
    const earlier = readRunJournal(journalFile)
    const startedAt = performance.now()
    const emit = (event: RunbookEvent): void => {
      const timed = { ...event, atMs: clockMs + performance.now() - startedAt, wall: new Date().toISOString() }
      journal.write(timed)
      onEvent(timed)
    }
    const secrets = file.runbook.inputs.filter(({ secret }) => secret).map(({ name }) => name)
    const shown = Object.entries(values).filter(([name]) => !secrets.includes(name))
    emit({
      kind: 'run',
      runbook: file.file,
      sha256: file.sha256,
      mode,
      cwd: request.cwd,
      inputs: Object.fromEntries(shown.map(([name, value]) => [name, request.mask.apply(value)])),
      secrets,
      clockMs,
      resumed: resume,
    })
    const env = { ...withBlackstart(request.env, request.program, join(folder, 'bin')), ...values }
    const result = await execute({
      ...request,
      runbook: file.runbook,
      env,
      scratch: folder,
      onEvent: emit,
      progress: progressOf(earlier),
    })
    const transcript = transcriptOf(file.runbook, readRunJournal(journalFile), request.detectedMs)
    writeFileSync(join(folder, `${file.name}.json`), `${JSON.stringify(transcript, null, 2)}\n`)
    writeFileSync(join(folder, `${file.name}.md`), renderTranscript(transcript, file.runbook.frontMatter.title))
    return { ...result, transcript }
  } finally {
    journal.close()
  }
}

/** The run that a folder holds. @throws RangeError when it holds none */
export function readRun(journalFile: string): {
  head: ReturnType<typeof headOf>
  finished: boolean
  lastAtMs: number
  lastWall: string
} {
  const events = readRunJournal(journalFile)
  const head = headOf(events)
  const last = events.at(-1) ?? head
  return { head, finished: events.some(({ kind }) => kind === 'finish'), lastAtMs: last.atMs, lastWall: last.wall }
}
