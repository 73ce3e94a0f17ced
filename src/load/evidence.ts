import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { HistoryPart } from '../history/merge-tables.ts'
import { OperationTableBuilder } from '../history/operation-table-builder.ts'
import type { ClockOrigin } from '../model/clock.ts'
import type { LoadAccounting } from '../model/evidence.ts'
import type { StreamInfo } from '../model/operation.ts'
import { sinceOrigin } from '../system/clock.ts'
import { accountFor } from './accounting.ts'
import { consoleLines, readWrites, type ConsoleWrites } from './console.ts'
import type { K6Plan } from './plan.ts'
import { requestsAsOperations } from './requests.ts'
import { runFiles, type K6RunFiles } from './run-files.ts'
import { readSummary } from './summary.ts'
import { readTimeline, type WallReading } from './timeline.ts'
import { mapWallClock, type WallClockMapping } from './wall-clock.ts'

/** What a run of k6 contributes to the evidence of a drill. */
export interface LoadEvidence extends HistoryPart {
  readonly accounting: LoadAccounting
}

/**
 * Reads a run of k6 back from its folder; the same files give the same evidence, years later.
 *
 * @param folder - the folder that was given to `K6Run.start`
 * @param origin - zero of the drill's clock
 * @throws Error when the plan or the timeline is missing: then k6 never got as far as being released
 */
export async function readLoadEvidence(folder: string, origin: ClockOrigin): Promise<LoadEvidence> {
  const files = runFiles(folder)
  const plan = JSON.parse(await readFile(files.plan, 'utf8')) as K6Plan
  const timeline = await readTimeline(files.timeline)
  const { releaseAsked, releaseReturned, stopAsked, exited } = timeline
  const readings = [releaseAsked, releaseReturned, stopAsked, exited].filter(isReading)

  const clock = mapWallClock(readings, origin)
  const stopNs = stopAsked === undefined ? undefined : sinceOrigin(origin, stopAsked.beforeNs)
  const writes = await operationsOf(plan, files, clock, stopNs)
  const summary = await readSummary(files.summary)
  return {
    streams: [streamOf(plan)],
    table: writes.table,
    accounting: accountFor({ plan, timeline, origin, writes, summary, clockErrorMs: clock.errorMs }),
  }
}

/** The stream as which the load joins the history: a witness, never judged. */
function streamOf(plan: K6Plan): StreamInfo {
  return {
    id: `k6-${plan.scenario}`,
    source: 'k6',
    // Without a ledger nobody knows what was written: it witnesses whether the service was there, and counts for no loss.
    kind: plan.ledger === false ? 'read' : 'write',
    connection: 'pooled',
    protocol: 'http',
    writer: plan.writer,
    intervalMs: 1_000 / plan.rate,
    timeoutMs: plan.timeoutMs,
    judged: false,
    path: `k6 load at ${plan.rate}/s to ${plan.url}${plan.ledger === false ? ', without a ledger' : ''}`,
  }
}

async function operationsOf(
  plan: K6Plan,
  files: K6RunFiles,
  clock: WallClockMapping,
  stopNs: number | undefined,
): Promise<ConsoleWrites> {
  if (plan.ledger === false) return await requestsAsOperations(files, clock)
  return existsSync(files.console)
    ? await readWrites(consoleLines(files.console), clock, stopNs, plan.statuses)
    : noWrites()
}

function noWrites(): ConsoleWrites {
  return { table: new OperationTableBuilder().build(), started: 0, unfinished: 0, firstSentNs: undefined }
}

function isReading(reading: WallReading | undefined): reading is WallReading {
  return reading !== undefined
}
