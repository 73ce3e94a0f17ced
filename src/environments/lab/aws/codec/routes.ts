import { NormalizedSchema } from '@smithy/core/schema'
import type { StaticOperationSchema } from '@smithy/types'
import type { ServiceModel } from './service-model.ts'
import type { WireRequest } from './wire.ts'

/** Which operation a request of a REST protocol means, and what its path says. */
export interface Routed {
  readonly operation: StaticOperationSchema
  /** Decoded. */
  readonly labels: Readonly<Record<string, string>>
}

interface Route {
  readonly operation: StaticOperationSchema
  readonly method: string
  readonly path: RegExp
  /** What the query must say; an empty value: anything. */
  readonly query: readonly (readonly [string, string])[]
  /** Names of the input's members. */
  readonly members: readonly string[]
  /** Those that query or headers must have. */
  readonly required: readonly NormalizedSchema[]
}

/** Names the operation for routing alone; only some clients send it. */
const OPERATION_HINT = 'x-id'

/** All operations of a service by method, path and query, the more specific ones first. */
export function routesOf(model: ServiceModel): readonly Route[] {
  return model.operations
    .flatMap((operation) => {
      const { http } = NormalizedSchema.of(operation).getMergedTraits()
      return http === undefined ? [] : [routeOf(operation, http)]
    })
    .sort((one, other) => weight(other) - weight(one))
}

/** What stands in front of every path of a service (in S3: the bucket), and the rest. */
export interface PathParts {
  readonly path: string
  /** What stands in front, as members of the inputs. */
  readonly labels: Readonly<Record<string, string>>
}

export function match(routes: readonly Route[], request: WireRequest, { path, labels }: PathParts): Routed | undefined {
  for (const route of routes) {
    if (route.method !== request.method) continue
    if (!Object.keys(labels).every((name) => route.members.includes(name))) continue
    const found = route.path.exec(path)
    if (found === null || !route.query.every(([name, value]) => says(request.query, name, value))) continue
    if (!route.required.every((member) => isPresent(member, request))) continue
    const own = Object.entries(found.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)])
    return { operation: route.operation, labels: { ...labels, ...Object.fromEntries(own) } }
  }
  return undefined
}

function routeOf(operation: StaticOperationSchema, [method, uri]: readonly [string, string, number]): Route {
  const [path = '', query = ''] = uri.split('?')
  const members = [...NormalizedSchema.of(operation[4]).structIterator()]
  return {
    operation,
    method,
    path: new RegExp(`^${pattern(path)}/?$`),
    query: [...new URLSearchParams(query)],
    members: members.map(([name]) => name),
    required: members
      .slice(0, requiredCount(operation))
      .map(([, member]) => member)
      .filter((member) => {
        const { httpQuery, httpHeader } = member.getMergedTraits()
        return httpQuery !== undefined || httpHeader !== undefined
      }),
  }
}

/** `{Key+}` takes slashes, `{Id}` does not. */
function pattern(path: string): string {
  return path
    .split('/')
    .map((segment) => {
      const label = /^\{(\w+)(\+?)\}$/.exec(segment)
      if (label === null) return segment.replaceAll('.', String.raw`\.`)
      return label[2] === '+' ? `(?<${label[1]}>.+)` : `(?<${label[1]}>[^/]+)`
    })
    .join('/')
}

/** The first so many members of an input are required. */
function requiredCount([, , , , input]: StaticOperationSchema): number {
  const schema: unknown = NormalizedSchema.of(input).getSchema()
  return Array.isArray(schema) && typeof schema[6] === 'number' ? schema[6] : 0
}

function weight({ path, query, required }: Route): number {
  const literals = path.source.split('/').filter((segment) => !segment.includes('(')).length
  const told = query.filter(([name]) => name !== OPERATION_HINT).length
  return literals * 100 + told * 10 + required.length
}

function says(query: URLSearchParams, name: string, value: string): boolean {
  const said = query.get(name)
  if (name === OPERATION_HINT && said === null) return true
  return value === '' ? said !== null : said === value
}

function isPresent(member: NormalizedSchema, { query, headers }: WireRequest): boolean {
  const { httpQuery, httpHeader } = member.getMergedTraits()
  if (httpQuery !== undefined) return query.has(httpQuery)
  return httpHeader === undefined || httpHeader.toLowerCase() in headers
}
