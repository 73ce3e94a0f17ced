import type { ReasonCode } from '../model/reasons.ts'
import type { Reason } from '../model/verdict.ts'

export function reason(code: ReasonCode, text: string): Reason {
  return { code, text }
}

/** Each code and text once, in the order of first appearance. */
export function distinct(reasons: readonly Reason[]): Reason[] {
  const seen = new Map(reasons.map((entry) => [`${entry.code} ${entry.text}`, entry]))
  return [...seen.values()]
}
