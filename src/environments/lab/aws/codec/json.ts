import { JsonCodec2 } from '@smithy/core/protocols'
import { NormalizedSchema } from '@smithy/core/schema'
import type { ServiceModel } from './service-model.ts'
import type { Codec, Shape } from './wire.ts'

const EPOCH_SECONDS = 7

/** The SDK's own codec for JSON. */
export function jsonCodec(jsonName: boolean): JsonCodec2 {
  return new JsonCodec2({ jsonName, timestampFormat: { useTrait: true, default: EPOCH_SECONDS } })
}

/**
 * JSON in and out, the operation named in a header: `awsJson1_0` and `1_1`, as CloudWatch and ECS speak it.
 *
 * @param version - `1.0` or `1.1`
 */
export function awsJson(model: ServiceModel, version: string): Codec {
  const codec = jsonCodec(false)
  const headers = { 'content-type': `application/x-amz-json-${version}` }
  return {
    async decode(request) {
      const operation = request.headers['x-amz-target']?.split('.').at(-1) ?? ''
      const schema = model.operation(operation)
      if (schema === undefined) return undefined
      const ns = NormalizedSchema.of(schema[4])
      if (!ns.isStructSchema()) return { operation, input: {} }
      const input = (await codec.createDeserializer().read(ns, Buffer.from(request.body).toString())) as Shape
      return { operation, input }
    },
    encode(operation, output) {
      const ns = NormalizedSchema.of(model.mustHave(operation)[5])
      if (!ns.isStructSchema()) return { status: 200, headers, body: '{}' }
      const serializer = codec.createSerializer()
      serializer.write(ns, output)
      return { status: 200, headers, body: serializer.flush() }
    },
    encodeError(error) {
      const { code: queryCode, message, status } = model.wireError(error)
      return {
        status,
        headers: { ...headers, 'x-amzn-errortype': error.code, 'x-amzn-query-error': `${queryCode};Sender` },
        body: JSON.stringify({ __type: error.code, message }),
      }
    },
  }
}
