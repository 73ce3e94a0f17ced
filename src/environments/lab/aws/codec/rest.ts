import { NormalizedSchema } from '@smithy/core/schema'
import { isInBody, payloadOf, readBindings, writeBindings } from './bindings.ts'
import { match, type PathParts, routesOf } from './routes.ts'
import type { ServiceModel, StructureRef } from './service-model.ts'
import type { Codec, Shape, WireRequest } from './wire.ts'

/** What XML and JSON do differently. */
export interface BodyCodec {
  readonly contentType: string
  /** What stands for an output without members. */
  readonly empty: string
  read(schema: StructureRef | NormalizedSchema, body: Uint8Array): Promise<Shape>
  /** @param only - the members that are part of the body */
  write(
    schema: StructureRef | NormalizedSchema,
    value: Shape,
    only: (member: NormalizedSchema) => boolean,
  ): string | Uint8Array
  encodeError: Codec['encodeError']
}

export type SplitPath = (request: WireRequest) => PathParts

const wholePath: SplitPath = ({ path }) => ({ path, labels: {} })

/** Path, query, headers and body by the bindings in the schemas: `restXml` and `restJson1`. */
export function rest(model: ServiceModel, bodies: BodyCodec, splitPath: SplitPath = wholePath): Codec {
  const routes = routesOf(model)
  return {
    async decode(request) {
      const routed = match(routes, request, splitPath(request))
      if (routed === undefined) return undefined
      const ns = NormalizedSchema.of(routed.operation[4])
      const bound = ns.isStructSchema() ? readBindings(ns, request, routed.labels) : {}
      return { operation: routed.operation[2], input: { ...(await readBody(bodies, ns, request.body)), ...bound } }
    },
    encode(operation, output) {
      const schema = model.mustHave(operation)
      const [, , okStatus] = NormalizedSchema.of(schema).getMergedTraits().http ?? ['', '', 200]
      const ns = NormalizedSchema.of(schema[5])
      if (!ns.isStructSchema()) return { status: okStatus, headers: {}, body: '' }
      const { headers, status } = writeBindings(ns, output)
      const body = writeBody(bodies, ns, output)
      const typed = body.length > 0 ? { 'content-type': bodies.contentType, ...headers } : headers
      return { status: status ?? okStatus, headers: typed, body }
    },
    encodeError: (error, requestId) => bodies.encodeError(error, requestId),
  }
}

async function readBody(bodies: BodyCodec, ns: NormalizedSchema, body: Uint8Array): Promise<Shape> {
  if (body.length === 0 || !ns.isStructSchema()) return {}
  const [name, payload] = payloadOf(ns) ?? []
  if (name === undefined || payload === undefined) return bodies.read(ns, body)
  if (payload.isBlobSchema()) return { [name]: body }
  if (payload.isStringSchema()) return { [name]: Buffer.from(body).toString() }
  return { [name]: await bodies.read(payload, body) }
}

function writeBody(bodies: BodyCodec, ns: NormalizedSchema, output: Shape): string | Uint8Array {
  const [name, payload] = payloadOf(ns) ?? []
  if (name === undefined || payload === undefined) {
    return [...ns.structIterator()].some(([, member]) => isInBody(member))
      ? bodies.write(ns, output, isInBody)
      : bodies.empty
  }
  const value = output[name]
  if (value === undefined) return ''
  if (typeof value === 'string' || value instanceof Uint8Array) return value
  return bodies.write(payload, value as Shape, () => true)
}
