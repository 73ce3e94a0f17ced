import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type ProcessIdentity, identify } from '../../system/identity.ts'
import { hasErrors } from '../finding.ts'
import { parseRunbook } from '../parse/parse.ts'
import type { Runbook } from '../runbook.ts'
import type { RunbookEvent, RunMode, RunOutcome, TimedEvent } from './events.ts'
import { SCRATCH } from './block.ts'
import { type ExecutionResult, execute } from './execute.ts'
import type { Execution } from './execution.ts'
import { secretNames } from './inputs.ts'
import { RunJournal, livingRunner, readRunJournal } from './journal.ts'
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

/** Somebody else executes this run: beside them it must not go on, or its changes would be made twice. */
export class RunInProgressError extends Error {
  override readonly name = 'RunInProgressError'

  constructor({ pid }: ProcessIdentity) {
    super(`process ${pid} is executing this run`)
  }
}

/** Who executes a run, and which version of the runbook: for the record. */
export interface RunOrigin {
  /** The account that it runs under. */
  readonly operator: string
  readonly commit: string | null
  readonly dirty: boolean | null
}

export interface RunRequest extends Pick<
  Execution,
  'operator' | 'mask' | 'signal' | 'changes' | 'waitCredited' | 'cwd'
> {
  readonly runbook: RunbookFile
  readonly mode: RunMode
  readonly origin: RunOrigin
  readonly values: Readonly<Record<string, string>>
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
  /** Whether there is something to go on with: {@link readRun}. */
  readonly resumable: boolean
}

/**
 * Executes a runbook and keeps its journal and transcript in a folder.
 *
 * @throws RunInProgressError when somebody else executes this run
 * @throws the error of the disk, `EEXIST` where the folder holds another run and it is not to go on
 */
export async function runInFolder(request: RunRequest): Promise<RunResult> {
  const { runbook: file, folder, mode, values, clockMs, onEvent, resume = false } = request
  mkdirSync(folder, { recursive: true })
  const journalFile = join(folder, `${file.name}.journal.ndjson`)
  const journal = resume ? RunJournal.goOn(journalFile) : RunJournal.begin(journalFile)
  try {
    const startedAt = performance.now()
    const runner = identify(process.pid) ?? { pid: process.pid, startedAt: '' }
    const emit = (event: RunbookEvent): void => {
      const timed = { ...event, atMs: clockMs + performance.now() - startedAt, wall: new Date().toISOString() }
      journal.write(timed)
      onEvent(timed)
    }
    // A value with a secret in it is none to keep: masked, it would be another value when the run goes on.
    const named = secretNames(file.runbook, values)
    const isSecret = ([name, value]: readonly [string, string]): boolean => named.has(name) || request.mask.hides(value)
    const given = Object.entries(values)
    emit({
      kind: 'run',
      runbook: file.file,
      sha256: file.sha256,
      mode,
      cwd: request.cwd,
      inputs: Object.fromEntries(given.filter((input) => !isSecret(input))),
      secrets: given.filter(isSecret).map(([name]) => name),
      clockMs,
      resumed: resume,
      runner,
      ...request.origin,
    })
    // Looked at behind our own line: of two who begin at once, one at least sees the other.
    refuseBeside(journalFile, runner)
    // Read only now: until here somebody else may have gone on with it.
    const progress = progressOf(readRunJournal(journalFile))
    const env = { ...withBlackstart(request.env, request.program, join(folder, 'bin')), ...values }
    const result = await execute({
      ...request,
      runbook: file.runbook,
      env,
      scratch: folder,
      onEvent: emit,
      progress,
    })
    const events = readRunJournal(journalFile)
    const transcript = transcriptOf(file.runbook, events, request.detectedMs)
    writeFileSync(join(folder, `${file.name}.json`), `${JSON.stringify(transcript, null, 2)}\n`)
    writeFileSync(join(folder, `${file.name}.md`), renderTranscript(transcript, file.runbook.frontMatter.title))
    removeScratch(folder)
    return { ...result, transcript, resumable: isResumable(result.outcome, events) }
  } finally {
    journal.close()
  }
}

/** What blocks of a killed runner have left: values that are no business of a record may stand there. */
function removeScratch(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(SCRATCH)) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** @throws RunInProgressError */
function refuseBeside(journalFile: string, self?: ProcessIdentity): void {
  const other = livingRunner(readRunJournal(journalFile), self)
  if (other !== undefined) throw new RunInProgressError(other)
}

/**
 * The run that a folder holds.
 *
 * @returns `outcome` is undefined for a run that was killed; `resumable`, whether there is something to go on with: it was
 * killed, somebody stopped it and undid nothing, or an undo failed
 * @throws RunInProgressError when somebody executes it
 * @throws RangeError when the folder holds none
 */
export function readRun(journalFile: string): {
  readonly head: ReturnType<typeof headOf>
  readonly outcome: RunOutcome | undefined
  readonly resumable: boolean
  readonly lastAtMs: number
  readonly lastWall: string
} {
  refuseBeside(journalFile)
  const events = readRunJournal(journalFile)
  const head = headOf(events)
  const last = events.at(-1) ?? head
  const finish = events.slice(events.findLastIndex(({ kind }) => kind === 'run')).find(({ kind }) => kind === 'finish')
  const outcome = finish?.kind === 'finish' ? finish.outcome : undefined
  return { head, outcome, resumable: isResumable(outcome, events), lastAtMs: last.atMs, lastWall: last.wall }
}

function isResumable(outcome: RunOutcome | undefined, events: readonly TimedEvent[]): boolean {
  if (outcome === undefined || outcome === 'undo-failed') return true
  const { undos } = progressOf(events)
  return outcome === 'aborted' && [...undos.values()].every(({ undone }) => !undone)
}
