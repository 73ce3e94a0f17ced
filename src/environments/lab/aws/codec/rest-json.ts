import { NormalizedSchema } from '@smithy/core/schema'
import type { StaticStructureSchema } from '@smithy/types'
import { jsonCodec } from './json.ts'
import { rest } from './rest.ts'
import type { ServiceModel } from './service-model.ts'
import type { Codec, Shape } from './wire.ts'

/** `restJson1`, as FIS speaks it. */
export function restJson(model: ServiceModel): Codec {
  const codec = jsonCodec(true)
  const contentType = 'application/json'
  return rest(model, {
    contentType,
    empty: '{}',
    read: async (schema, body) =>
      (await codec.createDeserializer().read(NormalizedSchema.of(schema), Buffer.from(body).toString())) as Shape,
    write(schema, value, only) {
      const members = [...NormalizedSchema.of(schema).structIterator()].filter(([, member]) => only(member))
      const body: StaticStructureSchema = [
        3,
        '',
        'Body',
        0,
        members.map(([name]) => name),
        members.map(([, member]) => member),
      ]
      const serializer = codec.createSerializer()
      serializer.write(body, value)
      return serializer.flush()
    },
    encodeError(error) {
      const { code, message, status } = model.wireError(error)
      return {
        status,
        headers: { 'content-type': contentType, 'x-amzn-errortype': code },
        body: JSON.stringify({ __type: code, message }),
      }
    },
  })
}
