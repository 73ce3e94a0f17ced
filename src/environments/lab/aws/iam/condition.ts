import { globMatches } from '../glob.ts'
import { arnMatches } from './arn.ts'
import type { Context } from './ask.ts'

/** `Condition` of a statement: by operator and key, what the key must be. All of them must hold. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>

/** What a policy says is not understood here: it is neither a permission nor the absence of one. */
export class UnknownToEvaluator extends Error {
  override readonly name = 'UnknownToEvaluator'
}

type Matches = (wanted: string, found: string) => boolean

const OPERATORS: Readonly<Record<string, { readonly matches: Matches; readonly negated?: true }>> = {
  StringEquals: { matches: (wanted, found) => wanted === found },
  StringNotEquals: { matches: (wanted, found) => wanted === found, negated: true },
  StringLike: { matches: globMatches },
  StringNotLike: { matches: globMatches, negated: true },
  ArnLike: { matches: arnMatches },
}

/** Every other key is unknown: that a request does not have it would be taken for an answer. Their case does not matter [D]. */
const KNOWN_KEYS: readonly RegExp[] = [
  /^aws:(requesttag|resourcetag)\/./,
  /^ec2:resourcetag\/./,
  /^aws:(requestedregion|tagkeys|sourceaccount|sourcearn)$/,
  /^ec2:(createaction|fisactionid|fistargetarns)$/,
  /^iam:passedtoservice$/,
  /^s3:prefix$/,
]

/**
 * Whether the conditions of a statement hold for a request (AWS documentation, "IAM JSON policy elements: Condition
 * operators").
 *
 * @throws UnknownToEvaluator for an operator, a key or a policy variable that is not known here
 */
export function conditionHolds(block: ConditionBlock, context: Context): boolean {
  const present = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]))
  return Object.entries(block).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      holds(operator, valuesOf(key, present), [wanted].flat().map(withoutVariables)),
    ),
  )
}

/** @returns undefined where the request has no such key */
function valuesOf(key: string, present: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const known = key.toLowerCase()
  if (!KNOWN_KEYS.some((pattern) => pattern.test(known))) throw new UnknownToEvaluator(`the condition key '${key}'`)
  return present.get(known)
}

function holds(written: string, found: readonly string[] | undefined, wanted: readonly string[]): boolean {
  if (written === 'Null') return wanted.some((isAbsent) => (isAbsent === 'true') === (found === undefined))
  const [, quantifier, name = ''] = /^(?:(ForAllValues|ForAnyValue):)?(\w+)$/.exec(written) ?? []
  const ifExists = name.endsWith('IfExists')
  const operator = OPERATORS[ifExists ? name.slice(0, -'IfExists'.length) : name]
  if (operator === undefined) throw new UnknownToEvaluator(`the condition operator '${written}'`)
  const { matches, negated = false } = operator
  const one = (value: string): boolean => wanted.some((candidate) => matches(candidate, value)) !== negated
  // A key that is not there has no value that could break a rule about all of them, and none that could keep one about any.
  if (quantifier === 'ForAllValues') return (found ?? []).every(one)
  if (quantifier === 'ForAnyValue') return (found ?? []).some(one)
  if (found === undefined) return ifExists || negated
  const [only, ...more] = found
  if (only === undefined || more.length > 0) {
    throw new UnknownToEvaluator(`'${written}' of a key with ${found.length} values`)
  }
  return one(only)
}

function withoutVariables(text: string): string {
  if (text.includes('${')) throw new UnknownToEvaluator(`the policy variable in '${text}'`)
  return text
}
