import type { Filter } from '@aws-sdk/client-ec2'
import { AwsError } from '../call.ts'
import type { Tag } from '../account.ts'
import { globMatches } from '../glob.ts'

/** What a filter can look at, by its name; `tag:KEY`, `tag-key` look at the tags. */
export type FilterFields = Readonly<Record<string, readonly string[]>>

/**
 * Several filters must all hold, and of the values of each one [D].
 *
 * @throws AwsError for a filter that the lab does not know: ignored, it would let everything pass
 */
export function passes(filters: readonly Filter[] | undefined, fields: FilterFields, tags: readonly Tag[]): boolean {
  return (filters ?? []).every(({ Name = '', Values = [] }) => {
    const found = valuesOf(Name, fields, tags)
    if (found === undefined) throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`)
    return found.some((value) => Values.some((wanted) => globMatches(wanted, value)))
  })
}

function valuesOf(name: string, fields: FilterFields, tags: readonly Tag[]): readonly string[] | undefined {
  if (name.startsWith('tag:')) return tags.filter(({ Key }) => Key === name.slice(4)).map(({ Value }) => Value)
  if (name === 'tag-key') return tags.map(({ Key }) => Key)
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}
