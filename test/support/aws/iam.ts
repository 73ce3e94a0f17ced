import type { Policy, Statement } from '../../../src/environments/aws/iam/policy.ts'
import type { CallRecord } from '../../../src/environments/lab/aws/call-log.ts'

/** What IDs alone stand for: the endpoints cannot tell which kind of resource of FIS is meant. */
const OF_FIS = ['experiment', 'experiment-template', 'safety-lever']

/**
 * The statements of a policy that allow a call: by action and resource, as IAM does. A call that names no resource
 * makes one, or asks about all: its action alone decides then. Tags are not looked at here.
 */
export function allowedBy({ Statement: statements }: Policy, call: CallRecord): readonly Statement[] {
  const candidates = statements.filter(
    ({ Action, Condition }) => Action.includes(call.action) && regionAllows(Condition, call.region),
  )
  if (call.resources.includes('*')) return candidates
  const byResource = call.resources.map((resource) =>
    candidates.filter(({ Resource }) => Resource.some((pattern) => matches(pattern, resource))),
  )
  // One resource may be allowed by another statement than the next one, and each must be.
  return byResource.some((allowing) => allowing.length === 0) ? [] : [...new Set(byResource.flat())]
}

function matches(pattern: string, resource: string): boolean {
  const expression = new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`)
  const candidates = resource.includes(':*/') ? OF_FIS.map((kind) => resource.replace(':*/', `:${kind}/`)) : [resource]
  return candidates.some((candidate) => expression.test(candidate))
}

function regionAllows(condition: Statement['Condition'], region: string): boolean {
  const wanted = condition?.['StringEquals']?.['aws:RequestedRegion']
  return wanted === undefined || [wanted].flat().includes(region)
}

function escaped(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
}
