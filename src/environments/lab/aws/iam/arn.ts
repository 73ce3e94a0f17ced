import { globMatches } from '../glob.ts'

/** Of an ARN, in front of what the service itself puts there. */
const PARTS_BEFORE_RESOURCE = 5

/** A wildcard reaches to the end of its part of an ARN: none stands for an account and a name together. */
export function arnMatches(pattern: string, arn: string): boolean {
  const wanted = partsOf(pattern)
  const found = partsOf(arn)
  return wanted.length === found.length && wanted.every((part, index) => globMatches(part, found[index] ?? ''))
}

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':')
  return [...parts.slice(0, PARTS_BEFORE_RESOURCE), parts.slice(PARTS_BEFORE_RESOURCE).join(':')]
}
