import type { Policy, Statement } from '../../../src/environments/aws/iam/policy.ts'
import type { CallRecord } from '../../../src/environments/lab/aws/call-log.ts'
import type { Ask } from '../../../src/environments/lab/aws/iam/ask.ts'
import { allowing } from '../../../src/environments/lab/aws/iam/evaluate.ts'

/** What IAM was asked about a call, and which statements answer it with yes; none: the call is refused. */
export interface Answer {
  readonly ask: Ask
  readonly by: readonly Statement[]
}

/** @throws UnknownToEvaluator for what a policy says and the evaluator does not know: it is no permission */
export function answersTo({ Statement: statements }: Policy, { asks }: Pick<CallRecord, 'asks'>): readonly Answer[] {
  return asks.map((ask) => ({ ask, by: allowing(statements, ask) }))
}

/** The statements of a policy that allow a call, each once; none where it does not allow all that IAM is asked about it. */
export function allowedBy(policy: Policy, call: Pick<CallRecord, 'asks'>): readonly Statement[] {
  const answers = answersTo(policy, call)
  return answers.some(({ by }) => by.length === 0) ? [] : [...new Set(answers.flatMap(({ by }) => by))]
}

/** In words, for what went wrong: each question that a policy answers with no. */
export function refusedOf(policy: Policy, call: Pick<CallRecord, 'asks' | 'principal'>): readonly string[] {
  return answersTo(policy, call).flatMap(({ ask: { action, resource, context }, by }) =>
    by.length > 0 ? [] : [`${call.principal}: ${action} on ${resource} with ${JSON.stringify(context)}`],
  )
}
