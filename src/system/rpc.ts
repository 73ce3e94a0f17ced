import { once } from 'node:events'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** A call failed on the other side; `name` and `message` are the other side's. */
export class RemoteError extends Error {
  override readonly name: string

  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

/** The other side could not be reached, or went away before it answered. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

/** A TCP port (0 to listen on: a free one). */
export interface RpcPort {
  readonly port: number
  /** @default loopback */
  readonly host?: string
}

/** Where calls are served: the path of a Unix socket, or a port. */
export type RpcAddress = string | RpcPort

export type Handlers = Readonly<Record<string, (params: unknown) => Promise<unknown>>>

const CONNECT_TIMEOUT_MS = 5_000

interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: { readonly name: string; readonly message: string }
}

/**
 * Serves calls: one JSON object a line, `{id, method, params}` in, `{id, result | error}` out.
 * Handlers validate their own parameters. A client that does not speak this is disconnected.
 *
 * @param onDisconnect - called when a client's connection ends, for lifelines
 */
export async function serve(
  address: RpcAddress,
  handlers: Handlers,
  onDisconnect: () => void = () => {},
): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('close', onDisconnect)
    linesOf(socket, (line) => void answer(line, handlers, socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketOptions(address), resolve)
  })
  return server
}

function socketOptions(address: RpcAddress): { path: string } | { port: number; host: string } {
  return typeof address === 'string' ? { path: address } : { port: address.port, host: address.host ?? '127.0.0.1' }
}

/** The reader passes the socket's errors on, and they would end the process: the socket's own listener deals with them. */
function linesOf(socket: Socket, onLine: (line: string) => void): void {
  createInterface({ input: socket })
    .on('line', onLine)
    .on('error', () => {})
}

interface Call {
  readonly id: number
  readonly method: string
  readonly params: unknown
}

function parseCall(line: string): Call | undefined {
  try {
    return JSON.parse(line) as Call
  } catch {
    return undefined
  }
}

async function answer(line: string, handlers: Handlers, socket: Socket): Promise<void> {
  const call = parseCall(line)
  if (call === undefined) {
    socket.destroy()
    return
  }
  const { id, method, params } = call
  let reply: Answer
  try {
    const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined
    if (handler === undefined) throw new RemoteError('UnknownMethod', `there is no method '${method}'`)
    reply = { id, result: await handler(params) }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    reply = { id, error: { name, message } }
  }
  if (!socket.destroyed) socket.write(`${JSON.stringify(reply)}\n`)
}

/** One connection to a server made by {@link serve}. */
export class RpcClient {
  readonly #socket: Socket
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  #nextId = 1
  #closed = false
  /** Resolves when the connection is gone, from whichever side. */
  readonly closed: Promise<void>

  private constructor(socket: Socket) {
    this.#socket = socket
    linesOf(socket, (line) => this.#settle(JSON.parse(line) as Answer))
    socket.on('error', () => socket.destroy())
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#closed = true
        for (const { reject } of this.#waiting.values())
          reject(new UnreachableError('the connection closed before the answer came'))
        this.#waiting.clear()
        resolve()
      })
    })
  }

  /**
   * @param timeoutMs - how long the connection may take; one that is neither made nor refused would be waited for forever
   * @throws UnreachableError when nobody listens there
   */
  static async connect(address: RpcAddress, timeoutMs: number = CONNECT_TIMEOUT_MS): Promise<RpcClient> {
    const socket = createConnection(socketOptions(address))
    const timer = setTimeout(() => socket.destroy(new Error(`no connection within ${timeoutMs} ms`)), timeoutMs)
    try {
      await once(socket, 'connect')
    } catch (cause) {
      const where =
        typeof address === 'string'
          ? address
          : `port ${address.port}${address.host === undefined ? '' : ` of ${address.host}`}`
      throw new UnreachableError(`nobody answers at ${where}`, { cause })
    } finally {
      clearTimeout(timer)
    }
    return new RpcClient(socket)
  }

  /**
   * @param timeoutMs - how long to wait for the answer
   * @throws RemoteError, UnreachableError
   */
  async call<Result>(method: string, params: unknown, timeoutMs: number): Promise<Result> {
    if (this.#closed) throw new UnreachableError('the connection is closed')
    const id = this.#nextId++
    const timer = setTimeout(() => {
      this.#waiting.get(id)?.reject(new UnreachableError(`'${method}' was not answered within ${timeoutMs} ms`))
      this.#waiting.delete(id)
    }, timeoutMs)
    try {
      return (await new Promise<unknown>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject })
        this.#socket.write(`${JSON.stringify({ id, method, params })}\n`)
      })) as Result
    } finally {
      clearTimeout(timer)
    }
  }

  close(): void {
    this.#socket.destroy()
  }

  #settle({ id, result, error }: Answer): void {
    const waiter = this.#waiting.get(id)
    if (waiter === undefined) return
    this.#waiting.delete(id)
    if (error === undefined) waiter.resolve(result)
    else waiter.reject(new RemoteError(error.name, error.message))
  }
}
