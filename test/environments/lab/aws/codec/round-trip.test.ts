import { Readable } from 'node:stream'
import { STSClient } from '@aws-sdk/client-sts'
import { AwsJson1_0Protocol, AwsRestJsonProtocol } from '@aws-sdk/core/protocols'
import { HttpResponse, type HttpProtocol } from '@smithy/core/protocols'
import { NormalizedSchema, operation as operationSchema } from '@smithy/core/schema'
import type { StaticOperationSchema } from '@smithy/types'
import { expect } from 'chai'
import type { Codec, Shape, WireRequest } from '../../../../../src/environments/lab/aws/codec/wire.ts'
import { ServiceModel } from '../../../../../src/environments/lab/aws/codec/service-model.ts'
import { SERVICES, type ServiceSpec } from '../../../../../src/environments/lab/aws/codecs.ts'
import { randomShape, seeded } from '../../../../support/aws/random-shape.ts'

/** How many operations of a service are tried in each run; all of them in `BLACKSTART_AWS_ALL=1`. */
const SAMPLE = process.env['BLACKSTART_AWS_ALL'] === '1' ? Infinity : 25
const SEED = Number(process.env['BLACKSTART_AWS_SEED'] ?? 1)

/** The client's side: what the SDK itself puts on the wire, and what it reads from there. */
interface ClientSide {
  readonly protocol: HttpProtocol
  readonly config: object
}

describe('the codecs of the AWS endpoints, against the SDK', () => {
  for (const [name, spec] of Object.entries(SERVICES) as [string, ServiceSpec][]) {
    it(`reads what the client of ${name} writes, and writes what it reads`, async () => {
      const module = await spec.load()
      const model = new ServiceModel(module)
      const codec = spec.codec(model)
      const client = clientOf(module)
      const random = seeded(SEED)
      const chosen = sample(model.operations.filter(hasNoHostOfItsOwn), random)
      // Of a service without a client only what is called is known.
      expect(chosen.length).to.be.at.least(['arc-zonal-shift', 'dynamodb'].includes(name) ? 3 : Math.min(11, SAMPLE))
      for (const schema of chosen) {
        await requestSurvives(schema, codec, client, random)
        await responseSurvives(schema, codec, client, random)
      }
    })
  }
})

async function requestSurvives(
  schema: StaticOperationSchema,
  codec: Codec,
  client: ClientSide,
  random: () => number,
): Promise<void> {
  const ns = NormalizedSchema.of(schema[4])
  const input = ns.isStructSchema() ? (randomShape(ns, random, { wanted: isCarried }) as Shape) : {}
  // The client of S3 names the type itself where nobody does.
  const filled = 'ContentType' in input || !ns.isStructSchema() ? [] : ['ContentType']
  const request = await client.protocol.serializeRequest(asOperation(schema), input, contextOf(client, input['Bucket']))
  const decoded = await codec.decode(wireRequest(request))
  expect(decoded?.operation, schema[2]).to.equal(schema[2])
  const read = Object.entries(decoded?.input ?? {}).filter(([name]) => !filled.includes(name))
  expect(plain(Object.fromEntries(read)), `input of ${schema[2]}`).to.deep.equal(plain(input))
}

async function responseSurvives(
  schema: StaticOperationSchema,
  codec: Codec,
  client: ClientSide,
  random: () => number,
): Promise<void> {
  const ns = NormalizedSchema.of(schema[5])
  const output = ns.isStructSchema() ? (randomShape(ns, random, { wanted: isCarried }) as Shape) : {}
  const { status, headers, body } = codec.encode(schema[2], output, 'request-1')
  const response = new HttpResponse({ statusCode: status, headers: { ...headers }, body: Readable.from([body]) })
  const decoded = await client.protocol.deserializeResponse(asOperation(schema), contextOf(client), response)
  const members = Object.entries(decoded).filter(([name]) => name in output)
  expect(plain(Object.fromEntries(members)), `output of ${schema[2]}`).to.deep.equal(plain(output))
}

/** Streams of events and of bytes go other ways; nor does the status belong to what a server chooses freely. */
function isCarried(member: NormalizedSchema): boolean {
  const { httpResponseCode } = member.getMergedTraits()
  return !member.isStreaming() && httpResponseCode === undefined
}

/** An operation with a prefix for the name of the host is not for an endpoint that is an address. */
function hasNoHostOfItsOwn(schema: StaticOperationSchema): boolean {
  return NormalizedSchema.of(schema).getMergedTraits().endpoint === undefined
}

function sample<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return [...items]
    .map((item) => ({ item, at: random() }))
    .sort((one, other) => one.at - other.at)
    .slice(0, SAMPLE)
    .map(({ item }) => item)
}

function asOperation([, namespace, name, traits, input, output]: StaticOperationSchema) {
  return operationSchema(namespace, name, traits, input, output)
}

function clientOf(module: Readonly<Record<string, unknown>>): ClientSide {
  const Client = Object.values(module).find(
    (value): value is new (config: object) => { config: { protocol: HttpProtocol } } =>
      typeof value === 'function' && /^(?!__).+Client$/.test(value.name) && value.name !== 'Client',
  )
  const settings = { region: 'eu-west-1', credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' } }
  if (Client === undefined) {
    // Schemas without a client; the protocols are the SDK's own.
    const protocol =
      'DYNAMODB_NAMESPACE' in module
        ? new AwsJson1_0Protocol({ defaultNamespace: 'com.amazonaws.dynamodb', serviceTarget: 'DynamoDB_20120810' })
        : new AwsRestJsonProtocol({ defaultNamespace: 'com.amazonaws.fis' })
    const { config } = new STSClient(settings)
    protocol.setSerdeContext(config)
    return { protocol, config }
  }
  const { config } = new Client(settings)
  return { protocol: config.protocol, config }
}

/** @param bucket - which the endpoint of S3 has in its path */
function contextOf({ config }: ClientSide, bucket: unknown = ''): never {
  const endpoint = { protocol: 'http:', hostname: '127.0.0.1', path: `/${String(bucket)}` }
  return { ...config, endpoint: async () => endpoint } as never
}

function wireRequest(request: unknown): WireRequest {
  const { method, path, query, headers, body } = request as {
    method: string
    path: string
    query: Record<string, string | string[]>
    headers: Record<string, string>
    body: string | Uint8Array | undefined
  }
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) for (const one of [value].flat()) params.append(name, one ?? '')
  return {
    method,
    path: path.startsWith('//') ? path.slice(1) : path,
    query: params,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: typeof body === 'string' ? Buffer.from(body) : new Uint8Array(body ?? []),
  }
}

/** Chai compares by prototype, too: arrays of bytes come in several. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: [...value] }
  if (value instanceof Date) return { date: value.toISOString() }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'bigint') return { bigint: String(value) }
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [[key, plain(each)]])),
  )
}
