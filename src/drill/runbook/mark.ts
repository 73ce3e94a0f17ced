import type { RunbookEvidence } from '../../model/runbook-evidence.ts'
import type { RunbookFile } from '../../runbook/execute/run-folder.ts'
import type { Transcript } from '../../runbook/execute/transcript.ts'
import type { Runbook } from '../../runbook/runbook.ts'

/** The alarm with which it began; instants since the start of the drill. */
export interface AlarmMark {
  readonly text: string
  readonly atNs: number
  /** When the recovery clock was started. */
  readonly sinceNs: number
}

/** What a verdict and a report need of a run. */
export function runbookMark({ frontMatter }: Runbook, transcript: Transcript, alarm: AlarmMark): RunbookEvidence {
  const sinceStart = (ms: number | null): number | null => (ms === null ? null : ms + alarm.sinceNs / 1e6)
  const { runbook, sha256, outcome, text, clock, steps } = transcript
  return {
    file: shortName(runbook),
    sha256,
    outcome,
    text,
    alarm: alarm.text,
    alarmAtMs: alarm.atNs / 1e6,
    creditedMs: clock.creditedMs,
    detectMs: frontMatter.detectMs,
    steps: steps.map(({ beganAtMs, endedAtMs, ...step }) => ({
      ...step,
      beganAtMs: sinceStart(beganAtMs),
      endedAtMs: sinceStart(endedAtMs),
    })),
  }
}

/** The same for somebody who never opened it: what it would have asked for. */
export function unopenedMark({ file, sha256, runbook }: RunbookFile, alarm: AlarmMark): RunbookEvidence {
  return {
    file: shortName(file),
    sha256,
    outcome: 'not-opened',
    text: 'nobody followed it',
    alarm: alarm.text,
    alarmAtMs: alarm.atNs / 1e6,
    creditedMs: 0,
    detectMs: runbook.frontMatter.detectMs,
    steps: runbook.steps.map(({ number, id, title, expectMs, parts }) => ({
      number,
      id,
      title,
      expectMs,
      status: 'not-reached',
      beganAtMs: null,
      endedAtMs: null,
      measuredMs: 0,
      creditedMs: 0,
      tries: 0,
      changes: parts.some(({ kind }) => kind === 'do'),
    })),
  }
}

/** Where it stands in its project: records are read on other machines. */
export function shortName(file: string): string {
  return file.split('/').slice(-2).join('/')
}
