import type { DebriefInput } from '../../src/measure/debrief-input.ts'
import type { RehearsalEvidence, TimedAct } from '../../src/model/rehearsal.ts'
import type { RunbookEvidence } from '../../src/model/runbook-evidence.ts'

const step = { status: 'done', measuredMs: 1_000, creditedMs: 0, tries: 1 }

/** Fault at 10 s, alarm at 12 s; three steps, of which the second was slow. */
export const RUNBOOK: RunbookEvidence = {
  file: 'runbooks/db-failover.md',
  sha256: 'ab'.repeat(32),
  outcome: 'done',
  text: 'every step was done',
  alarm: 'PostgresPrimaryDown',
  alarmAtMs: 12_000,
  creditedMs: 0,
  detectMs: 120_000,
  steps: [
    { ...step, number: 1, id: 'confirm', title: 'Confirm', beganAtMs: 16_000, endedAtMs: 22_000, expectMs: 30_000 },
    { ...step, number: 2, id: 'fence', title: 'Fence', beganAtMs: 22_000, endedAtMs: 40_000, expectMs: 10_000 },
    { ...step, number: 3, id: 'promote', title: 'Promote', beganAtMs: 40_000, endedAtMs: 80_000, expectMs: 60_000 },
  ],
}

export const ACTS: readonly TimedAct[] = [
  { act: 'paged', text: 'PostgresPrimaryDown', atMs: 12_000 },
  { act: 'acknowledged', text: 'somebody is there', atMs: 15_000 },
  { act: 'hint', step: 2, text: 'FENCE: in the console', atMs: 25_000 },
  { act: 'ran', step: 2, text: 'let the tool run it', atMs: 30_000 },
  { act: 'asked', step: 3, text: 'commander decides', allowedMs: 5_000, atMs: 42_000 },
  { act: 'decided', step: 3, text: 'yes', atMs: 50_000 },
  { act: 'by-hand', step: 3, text: 'its check turned true', atMs: 60_000 },
  { act: 'declared', text: 'came to the end of the runbook', atMs: 95_000 },
]

/** A rehearsal by the runbook; what is given takes the place of its part. */
export function rehearsed(
  parts: Partial<RehearsalEvidence> &
    Partial<Pick<DebriefInput, 'recovery'>> & { runbook?: RunbookEvidence | undefined } = {},
): DebriefInput {
  const { blind = false, acts = ACTS, recovery = { lo: 79_900, hi: 80_000 } } = parts
  return {
    rehearsal: { blind, acts },
    runbook: 'runbook' in parts ? parts.runbook : RUNBOOK,
    fault: { lo: 10_000, hi: 10_020 },
    recovery,
  }
}
