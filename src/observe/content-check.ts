import { NOTHING_DEMANDED } from './acknowledged-writes.ts'
import { NOTHING_FOUND } from '../model/operation.ts'
import { jsonAt, parseJson } from './json-at.ts'

/** What is wrong with the content of a successful answer; the codes are those of the classification table. */
export type ContentProblem = 'stale-read' | 'wrong-echo' | 'unreadable-answer' | 'unexpected-content'

interface Order {
  readonly writer?: unknown
  readonly seq?: unknown
}

/** A write is acknowledged only by its own ids. */
export function checkWriteAnswer(body: string, writer: string, seq: number): ContentProblem | undefined {
  const order = parseOrder(body)
  if (order === undefined) return 'unreadable-answer'
  return order.writer === writer && order.seq === seq ? undefined : 'wrong-echo'
}

/**
 * A read is ok only if it returns the newest acknowledged write, or one within the declared staleness.
 *
 * @param atLeastSeq - the oldest acceptable value, or {@link NOTHING_DEMANDED}: then any answer will do
 * @param newest - where in the answer the newest seq stands
 */
export function checkReadAnswer(
  body: string,
  writer: string,
  atLeastSeq: number,
  newest = 'seq',
): ContentProblem | undefined {
  if (atLeastSeq === NOTHING_DEMANDED) return undefined
  const answer = parseJson(body)
  if (typeof answer !== 'object' || answer === null) return 'unreadable-answer'
  const seq = jsonAt(answer, newest)
  // A service that lost everything answers without a seq: that is as stale as it gets, not unreadable.
  if (seq === null || seq === undefined) return 'stale-read'
  const answeredFor = (answer as Order).writer
  if ((answeredFor !== undefined && answeredFor !== writer) || !Number.isSafeInteger(seq)) return 'unreadable-answer'
  return (seq as number) >= atLeastSeq ? undefined : 'stale-read'
}

/**
 * The newest seq that a read returned, also where it is not the one that was demanded.
 *
 * @returns undefined where the answer does not say
 */
export function valueRead(body: string, newest: string): number | undefined {
  const answer = parseJson(body)
  if (typeof answer !== 'object' || answer === null) return undefined
  const seq = jsonAt(answer, newest)
  if (seq === null || seq === undefined) return NOTHING_FOUND
  return Number.isSafeInteger(seq) ? (seq as number) : undefined
}

function parseOrder(body: string): Order | undefined {
  const value = parseJson(body)
  return typeof value === 'object' && value !== null ? value : undefined
}
