import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { listenOnLoopback } from '../process/listen.ts'
import type { AwsError } from './call.ts'
import type { CallLog } from './call-log.ts'
import type { Codec, WireRequest, WireResponse } from './codec/wire.ts'
import { SERVICES, loadCodec, type SigningName } from './codecs.ts'
import type { ControlPlane } from './control-plane.ts'
import { answerControl, CONTROL_PATH } from './control-address.ts'
import { Dispatcher } from './dispatcher.ts'
import { operationsOf } from './operations.ts'

/** A larger request is refused: the drills send none. */
const MOST_BODY_BYTES = 4 * 1024 * 1024

/** Who signed a request, for which service and region. The signature itself is not looked at: there is nothing to protect. */
interface Scope {
  readonly region: string
  readonly service: string
}

/**
 * One address that answers for all services, as the account of the lab: requests are told apart by the scope of their
 * signatures. Everything is said by the schemas of the SDK and by what the lab really does.
 */
export class AwsServer {
  readonly #plane: ControlPlane
  readonly #dispatcher: Dispatcher
  readonly #codecs = new Map<SigningName, Promise<Codec>>()
  readonly #log: CallLog
  readonly #http: Server

  constructor(plane: ControlPlane, log: CallLog) {
    this.#plane = plane
    this.#log = log
    this.#dispatcher = new Dispatcher((dispatcher) => operationsOf(plane, dispatcher), plane.conduct, log)
    this.#http = createServer((request, response) => void this.#serve(request, response))
  }

  /** @returns the port */
  listen(): Promise<number> {
    return listenOnLoopback(this.#http)
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections()
    await new Promise((resolve) => this.#http.close(resolve))
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const request = await readRequest(incoming)
      const answer = request.path.startsWith(CONTROL_PATH)
        ? answerControl(request, this.#log, this.#plane.conduct)
        : await this.#answer(request)
      outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
      outgoing.end(incoming.method === 'HEAD' ? undefined : answer.body)
    } catch (error) {
      outgoing.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
    }
  }

  async #answer(request: WireRequest): Promise<WireResponse> {
    const scope = scopeOf(request)
    if (scope === undefined) return plain(403, 'the request is not signed: the service is read from the signature')
    const { service, region } = scope
    if (!isServed(service)) return plain(501, `the lab's AWS endpoints have no service '${service}'`)
    const codec = await this.#codec(service)
    const decoded = await codec.decode(request)
    if (decoded === undefined) {
      const error = { code: 'InvalidAction', message: `${service} has no such operation`, status: 400 }
      return codec.encodeError(error, randomUUID())
    }
    const requestId = randomUUID()
    const answer = await this.#dispatcher.perform({ ...decoded, service, region, principal: 'operator' }).then(
      (output) => codec.encode(decoded.operation, output, requestId),
      (error: unknown) => codec.encodeError(error as AwsError, requestId),
    )
    // The date that Node puts in is as old as its last turn: a clock is read from this one.
    const date = new Date().toUTCString()
    return { ...answer, headers: { ...answer.headers, date, 'x-amzn-requestid': requestId } }
  }

  #codec(service: SigningName): Promise<Codec> {
    const known = this.#codecs.get(service)
    if (known !== undefined) return known
    const loading = loadCodec(service).then(({ codec }) => codec)
    this.#codecs.set(service, loading)
    return loading
  }
}

function isServed(service: string): service is SigningName {
  return Object.hasOwn(SERVICES, service)
}

/** `Credential=KEY/DATE/REGION/SERVICE/aws4_request`, from the header. */
function scopeOf({ headers }: WireRequest): Scope | undefined {
  const found = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers['authorization'] ?? '')
  return found === null ? undefined : { region: found[1] ?? '', service: found[2] ?? '' }
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BODY_BYTES) throw new RangeError(`a request of more than ${MOST_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  const [path = '/', query = ''] = (incoming.url ?? '/').split('?')
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')])
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(chunks),
  }
}

function plain(status: number, text: string): WireResponse {
  return { status, headers: { 'content-type': 'text/plain' }, body: `${text}\n` }
}
