/*
 * Schemas in the form in which AWS's JavaScript clients carry their own: lists of kind, namespace, name, traits and
 * content. Written by hand where the installed client has none, so that the same codecs read them.
 */

/** A type: a number for a simple one, a list or a function for a structure. */
export type SchemaRef = number | readonly unknown[] | (() => readonly unknown[])

export const STRING = 0
export const NUMBER = 1
export const BOOLEAN = 2
export const EPOCH_SECONDS = 7
export const STRINGS = 64
export const STRING_MAP = 128

const [LIST, MAP, STRUCTURE, OPERATION, ERROR] = [1, 2, 3, 9, -3] as const

type Members = Readonly<Record<string, SchemaRef>>

/** Writers of schemas in one namespace. */
export function schemasIn(namespace: string) {
  const structure = (name: string, required: Members, optional: Members = {}): readonly unknown[] => {
    const members = Object.entries({ ...required, ...optional })
    const names = members.map(([member]) => member)
    const types = members.map(([, type]) => type)
    return [STRUCTURE, namespace, name, 0, names, types, Object.keys(required).length]
  }
  return {
    structure,
    listOf: (item: SchemaRef): readonly unknown[] => [LIST, namespace, 'List', 0, item],
    mapOf: (value: SchemaRef): readonly unknown[] => [MAP, namespace, 'Map', 0, STRING, value],
    operation: (
      name: string,
      method: string,
      path: string,
      input: SchemaRef,
      output: SchemaRef,
    ): readonly unknown[] => [OPERATION, namespace, name, { http: [method, path, 200] }, () => input, () => output],
    error: (name: string, status: number): readonly unknown[] => [
      ERROR,
      namespace,
      name,
      { error: 'client', httpError: status },
      ['message'],
      [STRING],
    ],
  }
}

/** A member that stands in the path. */
export const LABEL = [STRING, { httpLabel: 1 }] as const
/** A member that the client fills in when it is not given. */
export const TOKEN = [STRING, { idempotencyToken: 1 }] as const

/** A member that stands in the query, under its own name. */
export function query(name: string, type: number = STRING): readonly unknown[] {
  return [type, { httpQuery: name }]
}
