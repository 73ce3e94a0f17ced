import { formatMs } from '../../model/duration.ts'
import type { Runbook, Step } from '../runbook.ts'
import type { PartStatus, RunMode, RunOutcome, TimedEvent } from './events.ts'
import { clockTime } from '../clock.ts'
import { headOf } from './progress.ts'

/** How one step of a run went. Times in milliseconds. */
export interface StepTranscript {
  readonly number: number
  readonly id: string
  readonly title: string
  readonly status: 'done' | 'failed' | 'stopped' | 'skipped' | 'undone' | 'undo-failed' | 'not-reached'
  /** How often its checks were looked at. */
  readonly tries: number
  /** Whether it has a change that somebody makes. */
  readonly changes: boolean
  readonly measuredMs: number
  readonly creditedMs: number
  readonly expectMs: number
  /** Since the recovery clock was started; null when it was not reached. */
  readonly beganAtMs: number | null
  readonly endedAtMs: number | null
}

/** What a run leaves behind for reports: `<runbook>.json`. Times in milliseconds. */
export interface Transcript {
  readonly schemaVersion: 1
  readonly runbook: string
  readonly sha256: string
  /** The commit that the runbook stands in; null outside of a git checkout. */
  readonly commit: string | null
  /** Whether that checkout held changes that were not committed; null outside of one. */
  readonly dirty: boolean | null
  /** The account that it ran under; of a run that was gone on with, the first one. */
  readonly operator: string
  readonly mode: RunMode
  readonly startedAt: string
  readonly outcome: RunOutcome | 'unfinished'
  readonly text: string
  readonly clock: {
    /** What machines did, and people where they were waited for. */
    readonly measuredMs: number
    /** People's time that nobody measured, detection included where it was not real. */
    readonly creditedMs: number
    readonly totalMs: number
    readonly rtoMs: number
  }
  readonly steps: readonly StepTranscript[]
  /** What people decided and did by hand, in that order. */
  readonly people: readonly PersonTranscript[]
}

/** What somebody decided, or did outside of the machine. */
export interface PersonTranscript {
  readonly step: number
  /** The role, and what it chose. */
  readonly text: string
  /** Who that was; null where nobody was asked for a name. */
  readonly by: string | null
  /** Since the recovery clock was started, in milliseconds. */
  readonly atMs: number
}

/**
 * Makes the transcript of a run from its events alone, also of one that was killed.
 *
 * @param detectedMs - credited for noticing; 0 where detection was real and is on the clock
 */
export function transcriptOf(runbook: Runbook, events: readonly TimedEvent[], detectedMs: number): Transcript {
  const head = headOf(events)
  const steps = runbook.steps.map((step) => stepOf(step, events))
  const finish = events.findLast((event) => event.kind === 'finish')
  const measuredMs = events.at(-1)?.atMs ?? 0
  const creditedMs = detectedMs + steps.reduce((sum, step) => sum + step.creditedMs, 0)
  return {
    schemaVersion: 1,
    runbook: head.runbook,
    sha256: head.sha256,
    commit: head.commit,
    dirty: head.dirty,
    operator: head.operator,
    mode: head.mode,
    startedAt: head.wall,
    outcome: finish?.outcome ?? 'unfinished',
    text: finish?.text ?? 'the run was killed',
    clock: { measuredMs, creditedMs, totalMs: measuredMs + creditedMs, rtoMs: runbook.frontMatter.rtoMs },
    steps,
    people: events.flatMap((event) => personOf(runbook, event) ?? []),
  }
}

function personOf(runbook: Runbook, event: TimedEvent): PersonTranscript | undefined {
  if (event.kind !== 'end') return undefined
  const kind = runbook.steps[event.step - 1]?.parts[event.part - 1]?.kind
  if (kind !== 'decide' && event.status !== 'by-hand' && event.status !== 'skipped') return undefined
  const text = event.status === 'skipped' ? `skipped: ${event.text}` : event.text
  return { step: event.step, text, by: event.by ?? null, atMs: event.atMs }
}

function stepOf(step: Step, events: readonly TimedEvent[]): StepTranscript {
  const own = events.filter((event) => 'step' in event && event.step === step.number)
  const ends = own.filter((event) => event.kind === 'end')
  const undo = own.findLast((event) => event.kind === 'undo')
  const began = own.find((event) => event.kind === 'step' && event.state === 'begin')
  // Of a run that was gone on with: what was done before the kill is only looked at again.
  const ended = own.find((event) => event.kind === 'step' && event.state === 'end')
  const statuses = ends.map(({ status }) => status)
  return {
    number: step.number,
    id: step.id,
    title: step.title,
    status:
      undo !== undefined
        ? undo.status === 'done'
          ? 'undone'
          : 'undo-failed'
        : statusOf(statuses, began !== undefined),
    tries: own.filter(({ kind }) => kind === 'try').length,
    changes: step.parts.some(({ kind }) => kind === 'do'),
    measuredMs: ends.reduce((sum, { measuredMs }) => sum + measuredMs, 0),
    creditedMs: ends.reduce((sum, { creditedMs }) => sum + creditedMs, 0),
    expectMs: step.expectMs,
    beganAtMs: began?.atMs ?? null,
    endedAtMs: ended?.atMs ?? own.at(-1)?.atMs ?? null,
  }
}

function statusOf(statuses: readonly PartStatus[], began: boolean): StepTranscript['status'] {
  if (!began) return 'not-reached'
  // The last word counts: a check that failed and was looked at again is a check that holds.
  const last = statuses.at(-1)
  if (last === 'failed' || last === 'stopped') return last
  return statuses.includes('skipped') ? 'skipped' : 'done'
}

/** The transcript for a step summary or an incident channel. */
export function renderTranscript(transcript: Transcript, title: string): string {
  const { clock, steps, mode, outcome, text, people } = transcript
  const rows = steps.map(
    ({ number, title: name, status, measuredMs, creditedMs, expectMs, tries, beganAtMs, endedAtMs }) =>
      [
        `${number}. ${cell(name)}`,
        status,
        beganAtMs === null ? '' : formatMs(endedAtMs === null ? measuredMs : endedAtMs - beganAtMs),
        creditedMs === 0 ? '' : formatMs(creditedMs),
        formatMs(expectMs),
        String(tries),
      ].join(' | '),
  )
  const slackMs = clock.rtoMs - clock.totalMs
  return [
    `# ${title}`,
    '',
    `${mode}, ${outcome}: ${text}`,
    '',
    `Recovery clock: ${formatMs(clock.measuredMs)} measured + ${formatMs(clock.creditedMs)} credited = ${formatMs(clock.totalMs)} of ${formatMs(clock.rtoMs)} (${slackMs < 0 ? 'over by' : 'slack'} ${formatMs(Math.abs(slackMs))})`,
    '',
    '| Step | Status | Took | Credited | Expected | Looks |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
    ...(people.length === 0 ? [] : ['| T+ | Step | By people | Who |', '| --- | --- | --- | --- |']),
    ...people.map(
      ({ atMs, step, text: what, by }) => `| ${clockTime(atMs)} | ${step} | ${cell(what)} | ${cell(by ?? '')} |`,
    ),
    ...(people.length === 0 ? [] : ['']),
    `${originOf(transcript)}\n`,
  ].join('\n')
}

/** Which text it was, and who ran it. */
function originOf({ runbook, sha256, commit, dirty, operator, startedAt }: Transcript): string {
  const file = runbook.split('/').slice(-2).join('/')
  const changed = dirty === true ? ', with changes' : ''
  const version = commit === null ? '' : ` at commit ${commit.slice(0, 12)}${changed}`
  return `\`${file}\`${version}, SHA-256 ${sha256.slice(0, 12)}; begun ${startedAt} by ${operator}.`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
