import { existsSync } from 'node:fs'
import { OperationTableBuilder } from '../history/operation-table-builder.ts'
import { classify } from './classification.ts'
import { consoleLines, type ConsoleWrites } from './console.ts'
import { type K6Request, requestsIn } from './points.ts'
import type { K6RunFiles } from './run-files.ts'
import type { WallClockMapping } from './wall-clock.ts'

/**
 * Turns the requests of a script without a ledger into operations, numbered in the order in which they were sent. What
 * never ended is not among them: such a witness can miss requests, and never invents one.
 *
 * A request is taken to be sent as early, and completed as late, as its milliseconds allow. It is `ok` if the script
 * expects its status (k6: 200 to 399, unless the script says otherwise).
 */
export async function requestsAsOperations(files: K6RunFiles, clock: WallClockMapping): Promise<ConsoleWrites> {
  const builder = new OperationTableBuilder()
  let firstSentNs: number | undefined
  let seq = 0
  for (const { t, d, s, e, x } of await inOrderOfSending(files)) {
    const sentNs = clock.earliestNs(t - d)
    firstSentNs = Math.min(firstSentNs ?? Infinity, clock.latestNs(t - d))
    const answer = x ? { outcome: 'ok' as const, errorClass: '' } : unexpected(s, e)
    builder.append({
      stream: 0,
      seq: seq++,
      scheduledNs: sentNs,
      sentNs,
      completedNs: clock.latestNs(t),
      ...answer,
      servedBy: '',
    })
  }
  return { table: builder.build(), started: seq, unfinished: 0, firstSentNs }
}

/** A status that the ledger's table would call a success is not one here: the script did not expect it. */
function unexpected(status: number, errorCode: number): Pick<ReturnType<typeof classify>, 'outcome' | 'errorClass'> {
  const { outcome, errorClass } = classify({ status, errorCode })
  return outcome === 'ok' ? { outcome: 'info', errorClass: 'unexpected-status' } : { outcome, errorClass }
}

async function inOrderOfSending(files: K6RunFiles): Promise<K6Request[]> {
  const requests: K6Request[] = []
  for await (const request of requestsOf(files)) requests.push(request)
  return requests.sort((a, b) => a.t - a.d - (b.t - b.d))
}

async function* requestsOf({ points, requests }: K6RunFiles): AsyncGenerator<K6Request> {
  if (existsSync(points)) {
    yield* requestsIn(consoleLines(points))
    return
  }
  if (!existsSync(requests)) return
  for await (const line of consoleLines(requests)) {
    if (line.endsWith('}')) yield JSON.parse(line) as K6Request
  }
}
