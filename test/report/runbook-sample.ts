import type { Report } from '../../src/report/schema.ts'
import { sample } from './sample.ts'

type Runbook = NonNullable<Report['runbook']>

const STEP = { status: 'done', creditedMs: 0, expectMs: 5_000, tries: 1 }

/** Fault at 10 s: a step in time, one that was late, one that was credited and failed, one that was not reached. */
export const RUNBOOK: Runbook = {
  file: 'runbooks/db-failover.md',
  sha256: 'ab'.repeat(32),
  outcome: 'failed',
  text: 'step 3 failed',
  alarm: 'writes-fail',
  alarmAtMs: 10_200,
  creditedMs: 4_000,
  steps: [
    { ...STEP, number: 1, id: 'look', title: 'Look', beganAtMs: 10_210, endedAtMs: 10_300, measuredMs: 90 },
    { ...STEP, number: 2, id: 'fence', title: 'Fence', beganAtMs: 10_300, endedAtMs: 15_400, measuredMs: 100 },
    {
      ...STEP,
      number: 3,
      id: 'promote',
      title: 'Promote',
      status: 'failed',
      beganAtMs: 15_400,
      endedAtMs: 16_000,
      measuredMs: 600,
      creditedMs: 4_000,
    },
    {
      ...STEP,
      number: 4,
      id: 'lead',
      title: 'Lead | clients',
      status: 'not-reached',
      beganAtMs: null,
      endedAtMs: null,
      measuredMs: 0,
      tries: 0,
    },
  ],
}

/** A drill that was recovered by a runbook. */
export function runbookSample(): Report {
  return { ...sample('pass'), runbook: RUNBOOK }
}
