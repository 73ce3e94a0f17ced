import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Shape } from '../../../src/environments/lab/aws/codec/wire.ts'
import { loadCodec, type SigningName } from '../../../src/environments/lab/aws/codecs.ts'

type Answers = Readonly<Record<string, (input: never) => Shape>>

/** A service that answers as a test says, in the encoding that its client understands. */
export class ScriptedService {
  /** Operations that were asked for, in their order. */
  readonly asked: string[] = []
  readonly #server: Server

  private constructor(server: Server, asked: string[]) {
    this.#server = server
    this.asked = asked
  }

  static async listen(name: SigningName, answers: Answers): Promise<ScriptedService> {
    const { codec } = await loadCodec(name)
    const asked: string[] = []
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const answer = async () => {
          const [path = '/', query = ''] = (request.url ?? '/').split('?')
          const decoded = await codec.decode({
            method: request.method ?? 'POST',
            path,
            query: new URLSearchParams(query),
            headers: Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)])),
            body: Buffer.concat(chunks),
          })
          const { operation = '', input = {} } = decoded ?? {}
          asked.push(operation)
          const { status, headers, body } = codec.encode(operation, answers[operation]?.(input as never) ?? {}, 'r')
          response.writeHead(status, headers).end(body)
        }
        answer().catch((error: unknown) => response.writeHead(500).end(String(error)))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new ScriptedService(server, asked)
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
