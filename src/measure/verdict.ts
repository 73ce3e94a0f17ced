import type { ValidityCheck } from '../model/judgement.ts'
import type { ObjectiveResult, Reason, Verdict } from '../model/verdict.ts'
import { distinct } from './reason.ts'

/** What a verdict is given on. */
export interface VerdictInput {
  readonly validity: readonly ValidityCheck[]
  /** Each judged by its own interval, as if the drill were valid. */
  readonly objectives: readonly ObjectiveResult[]
  /** What fails always, whatever the objectives are: holes, phantoms, a value seen and then lost, relapses. */
  readonly failures: readonly Reason[]
  /** What makes our own classification doubtful. */
  readonly doubts: readonly Reason[]
}

export interface GivenVerdict {
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  readonly objectives: readonly ObjectiveResult[]
}

/**
 * The order of the verdict: a drill that is not valid is inconclusive, with one exception: loss that is proven beyond
 * the objective fails whatever else happened. Then fail before inconclusive before pass, over everything that is judged.
 */
export function giveVerdict({ validity, objectives: judged, failures, doubts }: VerdictInput): GivenVerdict {
  const invalid = validity.flatMap((check) => (check.reason === undefined ? [] : [check.reason]))
  const provenLoss = judged.filter(({ name, verdict }) => name === 'rpo' && verdict === 'fail')
  const objectives = invalid.length === 0 ? judged : judged.map((result) => held(result, invalid))
  const missed = (verdict: Verdict): Reason[] =>
    objectives.filter((result) => result.verdict === verdict).flatMap(({ reasons }) => reasons)
  if (invalid.length > 0) {
    const verdict = provenLoss.length > 0 ? 'fail' : 'inconclusive'
    return { verdict, reasons: distinct([...missed('fail'), ...invalid, ...failures, ...doubts]), objectives }
  }
  const all = distinct([...missed('fail'), ...failures, ...missed('inconclusive'), ...doubts, ...missed('pass')])
  const any = (verdict: Verdict): boolean => objectives.some((result) => result.verdict === verdict)
  if (any('fail') || failures.length > 0) return { verdict: 'fail', reasons: all, objectives }
  if (any('inconclusive') || doubts.length > 0) return { verdict: 'inconclusive', reasons: all, objectives }
  return { verdict: 'pass', reasons: all, objectives }
}

/** In a drill that is not valid an objective is neither met nor missed, but for proven loss; its interval is kept. */
function held(result: ObjectiveResult, invalid: readonly Reason[]): ObjectiveResult {
  if (result.name === 'rpo' && result.verdict === 'fail') return result
  const { name, target, unit, actual, judgedOn } = result
  const reasons = distinct([...invalid, ...(result.verdict === 'pass' ? [] : result.reasons)])
  return {
    name,
    target,
    unit,
    actual,
    verdict: 'inconclusive',
    reasons,
    ...(judgedOn === undefined ? {} : { judgedOn }),
  }
}
