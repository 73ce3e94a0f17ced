import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { listenOnLoopback } from '../../src/environments/lab/process/listen.ts'

/** A TCP server that answers everything with `<name>:<what it got>`, and counts what it gets. */
export class EchoServer {
  readonly port: number
  readonly #server: Server
  readonly #received: { bytes: number }

  private constructor(port: number, server: Server, received: { bytes: number }) {
    this.port = port
    this.#server = server
    this.#received = received
  }

  static async start(name: string): Promise<EchoServer> {
    const received = { bytes: 0 }
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (data) => {
        received.bytes += data.length
        socket.write(`${name}:${data.toString()}`)
      })
    })
    return new EchoServer(await listenOnLoopback(server), server, received)
  }

  get bytesReceived(): number {
    return this.#received.bytes
  }

  close(): void {
    this.#server.close()
  }
}

/** A TCP client that keeps what it was told, and how it ended. */
export class TcpClient {
  readonly socket: Socket
  received = ''
  error: string | undefined

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (data) => (this.received += data.toString()))
    socket.on('error', (error: NodeJS.ErrnoException) => (this.error = error.code))
  }

  /** Resolves when it is connected, or was turned away. */
  static async connect(port: number): Promise<TcpClient> {
    const client = new TcpClient(connect(port, '127.0.0.1'))
    // Whoever is reset at once may never see that it was connected.
    await Promise.race([once(client.socket, 'connect').catch(() => {}), once(client.socket, 'close').catch(() => {})])
    return client
  }

  get closed(): boolean {
    return this.socket.closed
  }

  say(text: string): void {
    this.socket.write(text)
  }
}
