import type { Judgement } from '../model/judgement.ts'
import type { Reason } from '../model/verdict.ts'
import type { Report } from './schema.ts'

/**
 * The judgement with what the scenario's own code found. A finding fails a drill that would have passed; one that is
 * inconclusive stays so, because the code looked at figures that prove nothing.
 */
export function withVerification(judgement: Judgement, verification: Report['verification']): Judgement {
  if (verification === undefined || verification.passed) return judgement
  const reason: Reason = { code: 'verification-failed', text: verification.text }
  const verdict = judgement.verdict === 'pass' ? 'fail' : judgement.verdict
  return { ...judgement, verdict, reasons: [...judgement.reasons, reason] }
}
