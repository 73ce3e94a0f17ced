import { globMatches } from '../glob.ts'
import { arnMatches } from './arn.ts'
import type { Ask } from './ask.ts'
import { type ConditionBlock, conditionHolds, UnknownToEvaluator } from './condition.ts'

/** A statement of a policy, as far as IAM looks at it. */
export interface PolicyStatement {
  readonly Effect: string
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: ConditionBlock | undefined
}

/**
 * The statements that answer a question with yes (AWS documentation, "Policy evaluation logic"); none: it is answered with no.
 *
 * @throws UnknownToEvaluator for what is not understood
 */
export function allowing<S extends PolicyStatement>(statements: readonly S[], ask: Ask): readonly S[] {
  return statements.filter(({ Effect, Action, Resource, Condition = {} }) => {
    if (Effect !== 'Allow') throw new UnknownToEvaluator(`the effect '${Effect}'`)
    const isAbout =
      Action.some((pattern) => globMatches(pattern.toLowerCase(), ask.action.toLowerCase())) &&
      Resource.some((pattern) => pattern === '*' || arnMatches(pattern, ask.resource))
    return isAbout && conditionHolds(Condition, ask.context)
  })
}
