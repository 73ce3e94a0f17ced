import type { RunbookEvidence } from '../../model/runbook-evidence.ts'
import type { Transcript } from '../../runbook/execute/transcript.ts'

/** What a verdict and a report need of a run. @param faultNs - instant from which the transcript counts, since the drill's start */
export function runbookMark(transcript: Transcript, alarmNs: number, alarm: string, faultNs: number): RunbookEvidence {
  const sinceStart = (ms: number | null): number | null => (ms === null ? null : ms + faultNs / 1e6)
  const { runbook, sha256, outcome, text, clock, steps } = transcript
  return {
    file: runbook.split('/').slice(-2).join('/'),
    sha256,
    outcome,
    text,
    alarm,
    alarmAtMs: alarmNs / 1e6,
    creditedMs: clock.creditedMs,
    steps: steps.map(({ beganAtMs, endedAtMs, ...step }) => ({
      ...step,
      beganAtMs: sinceStart(beganAtMs),
      endedAtMs: sinceStart(endedAtMs),
    })),
  }
}
