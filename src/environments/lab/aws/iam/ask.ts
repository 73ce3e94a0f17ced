import type { Shape } from '../codec/wire.ts'

/** Keys of conditions with what they are in a request; a key that is not there has no value, which is no empty one. */
export type Context = Readonly<Record<string, string | readonly string[]>>

/** One question that IAM is asked about a call. A call is allowed when each of its questions is answered with yes. */
export interface Ask {
  /** As a policy names it. */
  readonly action: string
  /** ARN; its end is `*` while nobody knows the name of what is to be made; `*` alone where the action knows no resources. */
  readonly resource: string
  readonly context: Context
}

/** A call as it is understood, before it is performed. */
export interface AskedCall {
  readonly service: string
  readonly operation: string
  readonly action: string
  readonly input: Shape
  readonly region: string
}

/** Services that are the same in all regions ask for them in this one [D]. */
const GLOBAL: Readonly<Record<string, string>> = { route53: 'us-east-1' }

/** Keys that every request has. */
export function askedAlways(service: string, region: string): Context {
  return { 'aws:RequestedRegion': GLOBAL[service] ?? region }
}

/** Tags by key. */
export type TagMap = Readonly<Record<string, string>>

/** Keys of conditions that tell the tags of a resource. EC2 has a name of its own for them, too. */
export function resourceTags(arn: string, tags: TagMap): Context {
  const families = arn.startsWith('arn:aws:ec2:') ? ['aws', 'ec2'] : ['aws']
  return Object.fromEntries(
    families.flatMap((family) => Object.entries(tags).map(([key, value]) => [`${family}:ResourceTag/${key}`, value])),
  )
}

/** Keys of conditions that tell the tags which a request gives; none where it gives none. */
export function requestTags(tags: TagMap): Context {
  const keys = Object.keys(tags)
  if (keys.length === 0) return {}
  return {
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': keys,
  }
}

/** The tags that a request gives: a list in RDS, a map in FIS. */
export function tagsGiven({ Tags: list, tags: map }: Shape): TagMap {
  return { ...tagMap(list), ...(map as TagMap | undefined) }
}

/** @param list - `Key` and `Value` of each, as most services have them */
export function tagMap(list: unknown): TagMap {
  const tags = (list ?? []) as readonly { readonly Key?: string; readonly Value?: string }[]
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
}
