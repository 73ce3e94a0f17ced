import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Stored {
  readonly id: string
  readonly tags: Record<string, string>
  readonly experimentOptions: { actionsMode: string }
  state: { status: string; reason: string }
  readonly actions: Record<string, { state: { status: string; reason: string } }>
}

/** One request as it came over the wire. */
export interface Arrived {
  readonly call: string
  readonly body: Record<string, unknown>
  /** As the head said it. */
  readonly length: string | undefined
  /** Signed for this service. */
  readonly scope: string
}

/** What FIS is on the wire, by hand and as little of it as these tests need: nothing here is made of the schemas under test. */
export class FisServer {
  readonly arrived: Arrived[] = []
  readonly experiments = new Map<string, Stored>()
  lever = 'disengaged'
  /** Does what it likes about `actionsMode`. */
  ignoresMode = false
  stoppingHangs = false
  /** The next answers: status and error. */
  readonly refusals: [status: number, type: string][] = []
  readonly #server: Server
  #count = 0

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<FisServer> {
    const server = createServer()
    const fis = new FisServer(server)
    server.on('request', (request: IncomingMessage, response) => {
      let text = ''
      request.on('data', (chunk) => (text += String(chunk)))
      request.on('end', () => {
        const { status, body, type } = fis.#answer(request, text)
        const headers = {
          'content-type': 'application/json',
          ...(type === undefined ? {} : { 'x-amzn-errortype': type }),
        }
        response.writeHead(status, headers).end(JSON.stringify(body))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return fis
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  calls(): string[] {
    return this.arrived.map(({ call }) => call)
  }

  #answer(request: IncomingMessage, text: string): { status: number; body: unknown; type?: string } {
    const { method = '', url = '', headers } = request
    const call = `${method} ${url}`
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
    const scope = /\/([a-z0-9-]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1] ?? ''
    this.arrived.push({ call, body, length: headers['content-length'], scope })
    const refusal = this.refusals.shift()
    if (refusal !== undefined) return { status: refusal[0], type: refusal[1], body: { message: 'because' } }
    const id = url.split('/')[2]?.split('?')[0] ?? ''
    if (call === 'POST /experimentTemplates') return ok({ experimentTemplate: { id: 'EXT1', ...body } })
    if (call.startsWith('GET /safetyLevers/')) return ok({ safetyLever: { id, state: { status: this.lever } } })
    if (call === 'POST /experiments') return ok({ experiment: this.#started(body) })
    if (/^GET \/experiments\/\w+\/resolvedTargets/.test(call)) return ok({ resolvedTargets: [] })
    if (method === 'DELETE' && url.startsWith('/experiments/')) return ok({ experiment: this.#stopped(id) })
    if (method === 'GET' && url.startsWith('/experiments/')) return ok({ experiment: this.experiments.get(id) })
    if (method === 'GET' && url === '/experiments') return ok({ experiments: [...this.experiments.values()] })
    return { status: 404, type: 'ResourceNotFoundException', body: { message: `there is no ${call}` } }
  }

  #started(body: Record<string, unknown>): Stored {
    const given = (body['experimentOptions'] as { actionsMode?: string } | undefined)?.actionsMode
    // As FIS: what is not asked for as a preview runs.
    const actionsMode = this.ignoresMode ? 'run-all' : (given ?? 'run-all')
    const id = `EXP${++this.#count}`
    const experiment: Stored = {
      id,
      tags: (body['tags'] ?? {}) as Record<string, string>,
      experimentOptions: { actionsMode },
      state: { status: actionsMode === 'skip-all' ? 'completed' : 'running', reason: '' },
      actions: { only: { state: { status: actionsMode === 'skip-all' ? 'skipped' : 'running', reason: '' } } },
    }
    this.experiments.set(id, experiment)
    return experiment
  }

  #stopped(id: string): Stored | undefined {
    const found = this.experiments.get(id)
    if (found !== undefined) found.state = { status: this.stoppingHangs ? 'stopping' : 'stopped', reason: 'Stopping.' }
    return found
  }
}

function ok(body: unknown): { status: number; body: unknown } {
  return { status: 200, body }
}
