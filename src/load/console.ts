import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { NO_OUTCOME } from '../history/format.ts'
import { OperationTableBuilder } from '../history/operation-table-builder.ts'
import type { OperationTable } from '../model/operation.ts'
import { classify, type WriteStatuses } from './classification.ts'
import { parseConsoleLine } from './console-line.ts'
import type { WallClockMapping } from './wall-clock.ts'

/** Error class of a write in which the script itself threw. */
const SCRIPT_EXCEPTION = 'script-exception'

/** The writes of a run of k6. */
export interface ConsoleWrites {
  /** One stream, number 0. */
  readonly table: OperationTable
  /** Intents: iterations that were started. */
  readonly started: number
  /** Intents without an outcome. */
  readonly unfinished: number
  /** When the first write was about to be sent, at the latest; undefined when there was none. */
  readonly firstSentNs: number | undefined
}

/**
 * Turns console lines into operations. Their times are kept so that every bound that rests on them stays true: a
 * write is taken to be sent as early, and completed as late, as its milliseconds allow. k6 does not say which slot of
 * the timetable an iteration belongs to; it starts within a few milliseconds of it, so the slot is taken to be the
 * time of sending. An intent without an outcome is `info`.
 *
 * @param stopNs - when k6 was asked to stop. It then ends its requests itself and may still run the script, which takes
 *   that for an error: what failed without an answer from then on has no outcome. @default never
 * @param statuses - of the contract. @default those of the order service
 */
export async function readWrites(
  lines: AsyncIterable<string>,
  clock: WallClockMapping,
  stopNs = Infinity,
  statuses?: WriteStatuses,
): Promise<ConsoleWrites> {
  const builder = new OperationTableBuilder()
  const open = new Map<number, number>()
  let started = 0
  let firstSentNs: number | undefined
  for await (const text of lines) {
    const line = parseConsoleLine(text)
    if (line === undefined) continue
    if (line.k === 'i') {
      started++
      firstSentNs = Math.min(firstSentNs ?? Infinity, clock.latestNs(line.t))
      const sentNs = clock.earliestNs(line.t)
      const row = builder.append({
        stream: 0,
        seq: line.n,
        scheduledNs: sentNs,
        sentNs,
        completedNs: NaN,
        outcome: 'info',
        errorClass: NO_OUTCOME,
        servedBy: '',
      })
      open.set(line.n, row)
      continue
    }
    const row = open.get(line.n)
    if (row === undefined) continue
    const completedNs = clock.latestNs(line.t + line.d)
    const unanswered = line.k === 'x' || line.s === 0
    if (unanswered && completedNs >= stopNs) continue
    open.delete(line.n)
    if (line.k === 'x') {
      builder.setOutcome(row, completedNs, 'info', SCRIPT_EXCEPTION, '')
    } else {
      const { outcome, errorClass } = classify({ status: line.s, errorCode: line.e }, statuses)
      builder.setOutcome(row, completedNs, outcome, errorClass, line.b)
    }
  }
  return { table: builder.build(), started, unfinished: open.size, firstSentNs }
}

/** Lines of a console file; the last one may be torn. */
export function consoleLines(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })
}
