import type { AwsTag } from '../../../scenario/aws-types.ts'

/** Tags of a resource, by key. */
export type Tags = Readonly<Record<string, string>>

/** From any of the forms in which AWS tells tags. */
export function tagsOf(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Tags {
  return Object.fromEntries((list ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
}

export function bears(tags: Tags, { key, value }: AwsTag): boolean {
  return Object.hasOwn(tags, key) && (value === undefined || tags[key] === value)
}
