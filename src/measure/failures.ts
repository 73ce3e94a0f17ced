import type { WriteCounts } from '../model/judgement.ts'
import type { ReasonCode } from '../model/reasons.ts'
import type { Reason } from '../model/verdict.ts'
import { relapsesOf, type StreamOutage } from './outage.ts'
import { reason } from './reason.ts'

/** Failures that count whatever the objectives are, apart from those that the scenario expects by name. */
export interface Failures {
  readonly failures: readonly Reason[]
  readonly expected: readonly Reason[]
}

/** @param expects - codes of failures that the scenario names: an asynchronous standby that loses seen writes, for example */
export function failuresOf(
  counts: WriteCounts,
  judged: readonly StreamOutage[],
  relapseBudget: number,
  expects: readonly ReasonCode[] = [],
): Failures {
  const found: Reason[] = []
  const add = (count: number | null, code: ReasonCode, text: string): void => {
    if (count !== null && count > 0) found.push(reason(code, `${count} ${text}`))
  }
  add(counts.holes, 'writes-holed', 'lost writes are older than a write that survived')
  add(counts.seenThenLost, 'seen-then-lost', 'values that a read had returned are gone')
  add(counts.phantoms, 'phantom-writes', 'writes in the final read were never attempted')
  add(counts.corrupt, 'corrupt-content', 'answers named a write that nobody had attempted')
  const relapses = Math.max(0, ...judged.map(relapsesOf))
  if (relapses > relapseBudget) {
    const text = `the service failed again ${relapses === 1 ? 'once' : `${relapses} times`} after it had recovered, ${relapseBudget} are allowed`
    found.push(reason('relapsed', text))
  }
  const isExpected = ({ code }: Reason): boolean => expects.includes(code)
  return { failures: found.filter((each) => !isExpected(each)), expected: found.filter(isExpected) }
}

/** What makes our own classification doubtful. */
export function doubtsOf({ abortedButApplied }: WriteCounts): Reason[] {
  if (abortedButApplied === null || abortedButApplied === 0) return []
  const text = `${abortedButApplied} writes that were classified as failed are in the final read: the classification is wrong`
  return [reason('aborted-but-applied', text)]
}
