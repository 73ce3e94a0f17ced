import { AwsError, type Call, type Operations } from '../call.ts'
import type { SigningName } from '../codecs.ts'
import { tagMap, type TagMap } from './ask.ts'

type AllOperations = Readonly<Record<SigningName, Operations>>

/** Asks a service for the tags of something of its own. */
interface Reader {
  readonly service: SigningName
  readonly operation: string
  /** Begin of what stands behind the account in the ARNs of these resources. */
  readonly kind: string
  readonly input: (arn: string) => object
  readonly tagsIn: (answer: never) => TagMap
}

interface WithTags {
  readonly Tags?: unknown
}

interface EcsTag {
  readonly key: string
  readonly value: string
}

/** `task/CLUSTER/ID` */
const clusterOfTask = (arn: string): string => arn.split('/').at(-2) ?? ''

const idOf = (arn: string): string => arn.split('/').at(-1) ?? ''

/** Resources whose tags are keys of conditions. Health checks and objects of S3 are none of them [D]. */
const READERS: readonly Reader[] = [
  {
    service: 'rds',
    operation: 'ListTagsForResource',
    kind: '',
    input: (ResourceName) => ({ ResourceName }),
    tagsIn: ({ TagList }: { readonly TagList?: unknown }) => tagMap(TagList),
  },
  {
    service: 'fis',
    operation: 'ListTagsForResource',
    kind: 'experiment',
    input: (resourceArn) => ({ resourceArn }),
    tagsIn: ({ tags }: { readonly tags: TagMap }) => tags,
  },
  {
    service: 'ec2',
    operation: 'DescribeInstances',
    kind: 'instance/',
    input: (arn) => ({ InstanceIds: [idOf(arn)] }),
    tagsIn: ({ Reservations: [found] }: { readonly Reservations: readonly { Instances: readonly WithTags[] }[] }) =>
      tagMap(found?.Instances[0]?.Tags),
  },
  {
    service: 'ec2',
    operation: 'DescribeSubnets',
    kind: 'subnet/',
    input: (arn) => ({ SubnetIds: [idOf(arn)] }),
    tagsIn: ({ Subnets: [found] }: { readonly Subnets: readonly WithTags[] }) => tagMap(found?.Tags),
  },
  {
    service: 'ecs',
    operation: 'DescribeTasks',
    kind: 'task/',
    input: (arn) => ({ cluster: clusterOfTask(arn), tasks: [arn], include: ['TAGS'] }),
    tagsIn: ({ tasks: [found] }: { readonly tasks: readonly { readonly tags?: readonly EcsTag[] }[] }) =>
      tagMap(found?.tags?.map(({ key, value }) => ({ Key: key, Value: value }))),
  },
  {
    service: 'elasticloadbalancing',
    operation: 'DescribeTags',
    kind: 'loadbalancer/',
    input: (arn) => ({ ResourceArns: [arn] }),
    tagsIn: ({ TagDescriptions: [found] }: { readonly TagDescriptions: readonly WithTags[] }) => tagMap(found?.Tags),
  },
]

/**
 * The tags of a resource; undefined when there is no such thing, or conditions know no tags of it.
 *
 * @param told - an answer of the service as it is told
 */
export async function tagsFrom(
  operations: AllOperations,
  arn: string,
  call: Call,
  told: (answer: object) => object,
): Promise<TagMap | undefined> {
  const [, , service = '', , , ...rest] = arn.split(':')
  const reader = READERS.find((one) => one.service === service && rest.join(':').startsWith(one.kind))
  const read = reader && operations[reader.service][reader.operation]
  if (reader === undefined || read === undefined) return undefined
  try {
    return reader.tagsIn(told(await read(reader.input(arn) as never, call)) as never)
  } catch (error) {
    // Who does not know the tags of something has none that a condition could want.
    if (error instanceof AwsError) return undefined
    throw error
  }
}
