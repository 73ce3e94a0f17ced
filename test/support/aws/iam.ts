import type { Policy, Statement } from '../../../src/environments/aws/iam/policy.ts'
import type { CallRecord } from '../../../src/environments/lab/aws/call-log.ts'

/** What IDs alone stand for: the endpoints cannot tell which kind of resource of FIS is meant. */
const OF_FIS = ['experiment', 'experiment-template', 'safety-lever']

/**
 * The statements of a policy that allow a call: by action and resource, as IAM does. A call that names no resource
 * makes one, or asks about all: its action alone decides then. Tags are not looked at here.
 */
export function allowedBy({ Statement: statements }: Policy, call: CallRecord): readonly Statement[] {
  return statements.filter(
    ({ Action, Resource, Condition }) =>
      Action.includes(call.action) &&
      (call.resources.includes('*') ||
        call.resources.every((resource) => Resource.some((pattern) => matches(pattern, resource)))) &&
      regionAllows(Condition, call.region),
  )
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
