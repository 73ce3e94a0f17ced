import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the server treats an order at the moment. */
type Behaviour = 'accept' | 'reset' | 'hang' | 'conflict' | 'fail'

/** Takes orders, remembers them, and misbehaves on demand. */
export class OrderServer {
  behaviour: Behaviour = 'accept'
  /** Sequence numbers by writer, in order of arrival. */
  readonly orders = new Map<string, number[]>()
  /** Header names that arrived. */
  readonly headers = new Set<string>()
  #server: Server | undefined
  #port = 0

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Listens; on the same port as before after {@link down}. */
  async up(): Promise<void> {
    this.#server = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        for (const name of Object.keys(request.headers)) this.headers.add(name)
        if (this.behaviour === 'hang') return
        if (this.behaviour === 'reset') return void request.socket.destroy()
        if (this.behaviour === 'conflict') return void response.writeHead(409).end()
        if (this.behaviour === 'fail') return void response.writeHead(503).end()
        const { writer, seq } = JSON.parse(body) as { writer: string; seq: number }
        this.orders.set(writer, [...(this.orders.get(writer) ?? []), seq])
        response.writeHead(201, { 'x-served-by': 'one' }).end(body)
      })
    })
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  /** Nobody listens any more, and every connection is cut. */
  async down(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
}
