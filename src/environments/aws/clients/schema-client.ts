import { createHash, createHmac } from 'node:crypto'
import { type AwsAccess, clientOptions } from './access.ts'
import { partitionOf } from '../partition.ts'
import { UnknownMemberError, unknownMembers } from './known-members.ts'

/** A service without a client that could be installed: schemas in the form of those of AWS's clients. */
export interface SchemaService {
  /** As it is signed, named by IAM, and in front of the region in its address. */
  readonly name: string
  readonly namespace: string
  /** Operations and errors, as a module exports them. */
  readonly schemas: Readonly<Record<string, unknown>>
  /** Of a service that speaks `awsJson1_0`: what its operations are called by. @default it speaks `restJson1` */
  readonly jsonTarget?: string
  /** Looks at what is about to leave, and throws when it must not. @default nothing is looked at */
  readonly check?: (input: Readonly<Record<string, unknown>>, body: unknown) => void
}

export interface SchemaClient {
  knows(operation: string): boolean
  /** @throws errors of the service by their names; RangeError for an operation that there is none of */
  send<Output>(operation: string, input: Readonly<Record<string, unknown>>): Promise<Output>
}

const [OPERATION, ERROR] = [9, -3] as const

/** Calls a service without a client for it: our own schemas, AWS's own codec and signature. Each call is made once. */
export async function schemaClient(access: AwsAccess, service: SchemaService): Promise<SchemaClient> {
  const [{ AwsJson1_0Protocol, AwsRestJsonProtocol }, { SignatureV4 }, { NodeHttpHandler }, { TypeRegistry }, serde] =
    await Promise.all([
      import('@aws-sdk/core/protocols'),
      import('@smithy/signature-v4'),
      import('@smithy/node-http-handler'),
      import('@smithy/core/schema'),
      import('@smithy/core/serde'),
    ])
  const { name, namespace, schemas, check, jsonTarget } = service
  const options = clientOptions(access, 'acts')
  const { region, credentials, requestHandler } = options
  const aws = `https://${name}.${region}.${partitionOf(region).suffix}`
  const url = new URL(('endpoint' in options ? options.endpoint : undefined) ?? aws)
  const handler = new NodeHttpHandler(requestHandler)
  const signer = new SignatureV4({ region, service: name, credentials, sha256: Sha256 as never })
  const errors = TypeRegistry.for(namespace)
  for (const schema of Object.values(schemas)) {
    if (!Array.isArray(schema) || schema[0] !== ERROR) continue
    errors.registerError(schema as never, errorNamed(String(schema[2])))
  }
  const own = { defaultNamespace: namespace, errorTypeRegistries: [errors] }
  const protocol =
    jsonTarget === undefined
      ? new AwsRestJsonProtocol(own)
      : new AwsJson1_0Protocol({ ...own, serviceTarget: jsonTarget })
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
  const call = async (operation: string, schema: OperationSchema, input: Readonly<Record<string, unknown>>) => {
    const [, , , traits, inputOf, outputOf] = schema
    const unknown = unknownMembers(inputOf(), input)
    if (unknown.length > 0) throw new UnknownMemberError(operation, unknown)
    const shape = { namespace, name: operation, traits, input: inputOf(), output: outputOf() }
    const request = await protocol.serializeRequest(shape as never, input, context)
    check?.(input, request.body)
    request.headers['host'] = url.host
    if (request.body !== undefined)
      request.headers['content-length'] = String(Buffer.byteLength(request.body as Uint8Array))
    const signed = await signer.sign(request)
    const { response } = await access.clocks.heard(name, () => handler.handle(signed as never))
    return await protocol.deserializeResponse(shape as never, context, response)
  }
  return {
    knows: (operation) => operationIn(schemas, operation) !== undefined,
    async send<Output>(operation: string, input: Readonly<Record<string, unknown>>) {
      const schema = operationIn(schemas, operation)
      if (schema === undefined) throw new RangeError(`${name} has no ${operation}`)
      const at = new Date().toISOString()
      const record = (outcome: string): void => access.record({ service: name, operation, at, outcome })
      try {
        const output = await call(operation, schema, input)
        record('ok')
        return output as Output
      } catch (error) {
        record(error instanceof Error ? error.name : 'Error')
        throw error
      }
    },
  }
}

type OperationSchema = readonly [typeof OPERATION, string, string, object, () => never, () => never]

function operationIn(schemas: SchemaService['schemas'], operation: string): OperationSchema | undefined {
  const found = schemas[`${operation}$`]
  return Array.isArray(found) && found[0] === OPERATION ? (found as unknown as OperationSchema) : undefined
}

/** An error of the service by its name: what is thrown is looked at by name. */
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
