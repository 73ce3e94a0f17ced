import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import type { EngineAddress } from '../../../src/environments/containers/engine/address.ts'

/** What a daemon answers: the status and the body; undefined: it never does. */
type Answer = { readonly status?: number; readonly body: unknown } | undefined

/** A container engine as its clients see it: an HTTP server at a socket, which answers what it is told to. */
export class FakeDaemon {
  readonly #folder: string
  readonly #server: Server

  private constructor(folder: string, server: Server) {
    this.#folder = folder
    this.#server = server
  }

  static async start(answer: (path: string, response: ServerResponse) => Answer): Promise<FakeDaemon> {
    const folder = await mkdtemp(join(tmpdir(), 'blackstart-daemon-'))
    const server = createServer((request: IncomingMessage, response) => {
      const said = answer(request.url ?? '', response)
      if (said === undefined) return
      response.writeHead(said.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(said.body))
    })
    // Only the clients may keep the process of the tests alive.
    server.on('connection', (socket) => socket.unref())
    await once(server.listen(join(folder, 's')), 'listening')
    return new FakeDaemon(folder, server)
  }

  address(identity = ''): EngineAddress {
    return { dockerHost: `unix://${this.#folder}/s`, certPath: '', host: 'localhost', identity }
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await rm(this.#folder, { recursive: true })
  }
}
