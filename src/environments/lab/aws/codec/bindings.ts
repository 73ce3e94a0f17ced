import { FromStringShapeDeserializer, ToStringShapeSerializer } from '@smithy/core/protocols'
import type { NormalizedSchema } from '@smithy/core/schema'
import type { Shape, WireRequest } from './wire.ts'

const DATE_TIME = 5

/** What stands in a path, a query or a header is text; schema and place say how it is meant. */
const settings = { httpBindings: true, timestampFormat: { useTrait: true, default: DATE_TIME } } as const
const strings = new FromStringShapeDeserializer(settings)
const headerTexts = new ToStringShapeSerializer(settings)

/** Whether a member goes into the body, of which it is a part among others. */
export function isInBody(member: NormalizedSchema): boolean {
  const { httpLabel, httpQuery, httpQueryParams, httpHeader, httpPrefixHeaders, httpPayload, httpResponseCode } =
    member.getMergedTraits()
  return [httpLabel, httpQuery, httpQueryParams, httpHeader, httpPrefixHeaders, httpPayload, httpResponseCode].every(
    (bound) => bound === undefined,
  )
}

/** The member that is the whole body, if there is one. */
export function payloadOf(ns: NormalizedSchema): readonly [string, NormalizedSchema] | undefined {
  return ns.isStructSchema()
    ? [...ns.structIterator()].find(([, member]) => member.getMergedTraits().httpPayload === 1)
    : undefined
}

/** The members of an input that stand in path, query and headers. */
export function readBindings(
  ns: NormalizedSchema,
  { query, headers }: WireRequest,
  labels: Readonly<Record<string, string>>,
): Shape {
  const members: Record<string, unknown> = {}
  for (const [name, member] of ns.structIterator()) {
    const { httpLabel, httpQuery, httpHeader, httpPrefixHeaders } = member.getMergedTraits()
    let value: unknown
    if (httpLabel === 1) value = text(member, labels[name])
    else if (httpQuery !== undefined) value = fromQuery(member, query.getAll(httpQuery))
    else if (httpHeader !== undefined) value = text(member, headers[httpHeader.toLowerCase()])
    else if (httpPrefixHeaders !== undefined) value = prefixed(headers, httpPrefixHeaders)
    if (value !== undefined) members[name] = value
  }
  return members
}

/** The headers and the status that an output asks for. */
export function writeBindings(
  ns: NormalizedSchema,
  output: Shape,
): { readonly headers: Record<string, string>; readonly status?: number } {
  const headers: Record<string, string> = {}
  let status: number | undefined
  for (const [name, member] of ns.structIterator()) {
    const value = output[name]
    if (value === undefined) continue
    const { httpHeader, httpPrefixHeaders, httpResponseCode } = member.getMergedTraits()
    if (httpHeader !== undefined) headers[httpHeader.toLowerCase()] = headerText(member, value)
    else if (httpPrefixHeaders !== undefined) {
      for (const [key, each] of Object.entries(value as Shape)) {
        headers[`${httpPrefixHeaders}${key}`.toLowerCase()] = String(each)
      }
    } else if (httpResponseCode === 1) status = Number(value)
  }
  return { headers, ...(status !== undefined && { status }) }
}

function text(member: NormalizedSchema, said: string | undefined): unknown {
  return said === undefined ? undefined : strings.read(member, said)
}

function fromQuery(member: NormalizedSchema, said: readonly string[]): unknown {
  if (said.length === 0) return undefined
  if (!member.isListSchema()) return text(member, said[0])
  const item = member.getValueSchema()
  return said.map((one) => strings.read(item, one))
}

function prefixed(headers: Readonly<Record<string, string>>, prefix: string): Shape | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix.toLowerCase()))
  if (found.length === 0) return undefined
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]))
}

function headerText(member: NormalizedSchema, value: unknown): string {
  headerTexts.write(member, value)
  return headerTexts.flush()
}
