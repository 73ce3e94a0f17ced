import { resourcesOf } from '../resources.ts'
import { type Ask, askedAlways, type AskedCall, requestTags, resourceTags, type TagMap, tagsGiven } from './ask.ts'
import { askedWhereMade } from './making.ts'

/** Actions that know no resources: IAM is asked about `*`, whatever the call names (Service Authorization Reference). */
const WITHOUT_RESOURCES: readonly RegExp[] = [
  /^(autoscaling|ec2|elasticloadbalancing):Describe/,
  /^cloudwatch:GetMetricData$/,
  /^fis:List(Experiments|ExperimentTemplates)$/,
  /^rds:DescribeEvents$/,
  /^route53:(TestDNSAnswer|ListHostedZones|ListHealthChecks)$/,
  /^sts:/,
]

/**
 * What IAM is asked about a call: the action on each resource that it names, and what else the service asks for it, by the
 * Service Authorization Reference.
 *
 * @param tagsOf - tags of a resource as they are now; undefined when there is no such thing, or conditions know no tags of it
 */
export async function asksOf(
  call: AskedCall,
  tagsOf: (arn: string) => Promise<TagMap | undefined>,
): Promise<readonly Ask[]> {
  const { action, input, region, service } = call
  const everywhere = {
    ...askedAlways(service, region),
    ...requestTags(tagsGiven(input)),
    ...(action === 's3:ListBucket' && typeof input['Prefix'] === 'string' && { 's3:prefix': input['Prefix'] }),
  }
  const questions = [...named(call).map((resource) => ({ action, resource, context: {} })), ...askedWhereMade(call)]
  return Promise.all(
    questions.map(async ({ action: asked, resource, context }) => {
      const tags = resource.endsWith('*') ? undefined : await tagsOf(resource)
      return { action: asked, resource, context: { ...everywhere, ...resourceTags(resource, tags ?? {}), ...context } }
    }),
  )
}

/** Nothing where all that the call is about is yet to be made. */
function named(call: AskedCall): readonly string[] {
  if (WITHOUT_RESOURCES.some((pattern) => pattern.test(call.action))) return ['*']
  return call.operation === 'CreateExperimentTemplate' ? [] : resourcesOf(call)
}
