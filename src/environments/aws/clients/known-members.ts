import { NormalizedSchema } from '@smithy/core/schema'

/** The input of an AWS call has a member that the installed client does not know: it would have been left out in silence. */
export class UnknownMemberError extends Error {
  override readonly name = 'UnknownMemberError'
  readonly operation: string
  readonly members: readonly string[]

  constructor(operation: string, members: readonly string[]) {
    super(
      `${operation}: the installed client does not know ${members.join(', ')} and would leave it out; ` +
        'the call was not made: install a newer client of this service',
    )
    this.operation = operation
    this.members = members
  }
}

/**
 * Paths of the members of an input that its schema does not have. The clients drop them without a word, and a server
 * never sees them: this is the last place at which a `skip-all` that nobody sends can be noticed.
 *
 * @param schema - of a structure, as the clients export it
 */
export function unknownMembers(schema: unknown, input: unknown): string[] {
  return unknownIn(NormalizedSchema.of(schema as Parameters<typeof NormalizedSchema.of>[0]), input, '')
}

function unknownIn(schema: NormalizedSchema, value: unknown, path: string): string[] {
  if (value === undefined || value === null) return []
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return []
    return value.flatMap((item, index) => unknownIn(schema.getValueSchema(), item, `${path}[${index}]`))
  }
  if (typeof value !== 'object' || Array.isArray(value)) return []
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`)
  if (schema.isMapSchema()) return entries.flatMap(([key, inner]) => unknownIn(schema.getValueSchema(), inner, at(key)))
  if (!schema.isStructSchema()) return []
  const members = new Map(schema.structIterator())
  return entries.flatMap(([key, inner]) => {
    const member = members.get(key)
    return member === undefined ? [at(key)] : unknownIn(member, inner, at(key))
  })
}
