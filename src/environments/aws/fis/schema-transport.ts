import { createHash, createHmac } from 'node:crypto'
import * as schemas from '../../aws-model/fis.ts'
import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { UnknownMemberError, unknownMembers } from '../clients/known-members.ts'
import { type FisTransport, refuseFalsePreview } from './transport.ts'

/**
 * Calls FIS without a client for it: our own schemas, AWS's own codec and signature. Knows every operation, whatever the
 * installed client knows.
 */
export async function schemaTransport(access: AwsAccess): Promise<FisTransport> {
  const [{ AwsRestJsonProtocol }, { SignatureV4 }, { NodeHttpHandler }, { TypeRegistry }, serde] = await Promise.all([
    import('@aws-sdk/core/protocols'),
    import('@smithy/signature-v4'),
    import('@smithy/node-http-handler'),
    import('@smithy/core/schema'),
    import('@smithy/core/serde'),
  ])
  const { region, credentials, requestHandler } = clientOptions(access, 'acts')
  const url = new URL(
    access.endpoint ?? `https://fis.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`,
  )
  const handler = new NodeHttpHandler(requestHandler)
  const signer = new SignatureV4({ region, service: 'fis', credentials, sha256: Sha256 as never })
  const errors = TypeRegistry.for(schemas.FIS_NAMESPACE)
  for (const schema of Object.values(schemas)) {
    if (!Array.isArray(schema) || schema[0] !== -3) continue
    errors.registerError(schema as never, errorNamed(String(schema[2])))
  }
  const protocol = new AwsRestJsonProtocol({ defaultNamespace: schemas.FIS_NAMESPACE, errorTypeRegistries: [errors] })
  const context = {
    endpoint: async () => ({
      protocol: url.protocol,
      hostname: url.hostname,
      path: '/',
      ...(url.port === '' ? {} : { port: Number(url.port) }),
    }),
    disableHostPrefix: true,
    base64Decoder: serde.fromBase64,
    base64Encoder: serde.toBase64,
    utf8Decoder: serde.fromUtf8,
    utf8Encoder: serde.toUtf8,
    streamCollector: (stream: AsyncIterable<Uint8Array>) => collected(stream),
    requestHandler: handler,
  }
  protocol.setSerdeContext(context)
  const call = async (operation: string, schema: readonly unknown[], input: Readonly<Record<string, unknown>>) => {
    const [, namespace, name, traits, inputOf, outputOf] = schema as [
      9,
      string,
      string,
      object,
      () => never,
      () => never,
    ]
    const unknown = unknownMembers(inputOf(), input)
    if (unknown.length > 0) throw new UnknownMemberError(operation, unknown)
    const shape = { namespace, name, traits, input: inputOf(), output: outputOf() }
    const request = await protocol.serializeRequest(shape as never, input, context)
    refuseFalsePreview(input, request.body)
    request.headers['host'] = url.host
    if (request.body !== undefined)
      request.headers['content-length'] = String(Buffer.byteLength(request.body as Uint8Array))
    const signed = await signer.sign(request)
    const { response } = await access.clocks.heard('fis', () => handler.handle(signed as never))
    return await protocol.deserializeResponse(shape as never, context, response)
  }
  return {
    name: 'schemas of our own, signed',
    knows: (operation) => operationSchema(operation) !== undefined,
    async send(operation, input) {
      const schema = operationSchema(operation)
      if (schema === undefined) throw new RangeError(`FIS has no ${operation}`)
      const at = new Date().toISOString()
      const record = (outcome: string): void => access.record({ service: 'fis', operation, at, outcome })
      try {
        const output = await call(operation, schema, input)
        record('ok')
        return output
      } catch (error) {
        record(error instanceof Error ? error.name : 'Error')
        throw error
      }
    },
  }
}

function operationSchema(operation: string): readonly unknown[] | undefined {
  const found = (schemas as Readonly<Record<string, unknown>>)[`${operation}$`]
  return Array.isArray(found) && found[0] === 9 ? found : undefined
}

/** An error of FIS by its name: what is thrown is looked at by name. */
function errorNamed(name: string): never {
  return class extends Error {
    override readonly name = name
  } as never
}

async function collected(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** SHA-256 in the form in which the signature asks for it. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash | typeof createHmac>

  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data)
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }
}
