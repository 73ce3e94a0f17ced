import type { StreamInfo } from '../model/operation.ts'

/**
 * Whether recovery time is judged on this stream: a prober stream that the scenario counts and that stands outside the
 * zones. k6 and the ladder's rungs witness and attribute; a client inside a zone feeds the ledger of writes.
 */
export function isJudged(info: StreamInfo): boolean {
  return info.judged && info.source === 'probe' && info.insideZone === undefined
}
