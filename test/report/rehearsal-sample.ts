import { debriefOf } from '../../src/measure/debrief.ts'
import { rehearsalOf } from '../../src/report/rehearsal.ts'
import type { Report } from '../../src/report/schema.ts'
import type { TimedAct } from '../../src/model/rehearsal.ts'
import { rehearsed, RUNBOOK } from '../measure/rehearsed.ts'
import { sample } from './sample.ts'

/** A drill with a person in it: fault at 10 s, recovered at 80 s. */
export function rehearsalSample(parts: { blind?: boolean; acts?: readonly TimedAct[] } = {}): Report {
  const report = sample('pass')
  const input = rehearsed(parts)
  const rehearsal = rehearsalOf(input.rehearsal, { debrief: debriefOf(input) })
  if (rehearsal === undefined) throw new Error('there is no debrief')
  const measurements = {
    ...report.measurements,
    recovery: { lo: 79_900, hi: 80_000 },
    rtaMs: { lo: 69_880, hi: 70_000 },
  }
  return { ...report, measurements, runbook: { ...RUNBOOK, steps: [...RUNBOOK.steps] }, rehearsal }
}
