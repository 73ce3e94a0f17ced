import { NOTHING_DEMANDED } from './acknowledged-writes.ts'

/** What is wrong with the content of a successful answer; the codes are those of the classification table. */
export type ContentProblem = 'stale-read' | 'wrong-echo' | 'unreadable-answer'

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
 */
export function checkReadAnswer(body: string, writer: string, atLeastSeq: number): ContentProblem | undefined {
  if (atLeastSeq === NOTHING_DEMANDED) return undefined
  const order = parseOrder(body)
  if (order === undefined) return 'unreadable-answer'
  // A service that lost everything answers without a seq: that is as stale as it gets, not unreadable.
  if (order.seq === null || order.seq === undefined) return 'stale-read'
  if (order.writer !== writer || !Number.isSafeInteger(order.seq)) return 'unreadable-answer'
  return (order.seq as number) >= atLeastSeq ? undefined : 'stale-read'
}

function parseOrder(body: string): Order | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
