import { connect, type Socket } from 'node:net'

/** On loopback a connection is made at once, or, to a lost zone, not at all. */
const CONNECT_MS = 100

/**
 * One relayed connection.
 *
 * ```
 *   client ──pipe──► upstream        ok: bytes flow, with back-pressure
 *   client ◄──pipe── upstream      hold: both pipes undone; what arrives waits in our and the kernel's buffers
 *                                  drop: both sides are reset, and what waited is lost
 * ```
 * Each direction ends by itself (half-open), as it would without us.
 */
export class Link {
  readonly #client: Socket
  #upstream: Socket | undefined
  #flowing = false

  /** @param onGone - called once, when both sides are closed */
  constructor(client: Socket, onGone: () => void) {
    this.#client = client
    client.on('error', () => {})
    // Half-open or given up, that cannot be told; but there is nobody to whom the rest could be said.
    client.once('end', () => setTimeout(() => this.#giveUpConnecting(), CONNECT_MS).unref())
    client.once('close', (failed) => {
      end(this.#upstream, failed)
      if (this.#upstream === undefined || this.#upstream.closed) onGone()
      else this.#upstream.once('close', onGone)
    })
  }

  /** Lets the bytes flow; connects to `port` if this link never was connected. @param host - @default loopback */
  open(port: number, host: string = '127.0.0.1'): void {
    if (this.#flowing || this.#client.destroyed) return
    this.#flowing = true
    const upstream = (this.#upstream ??= this.#connect(port, host))
    this.#client.pipe(upstream)
    upstream.pipe(this.#client)
  }

  /** Stops the flow without losing anything. */
  hold(): void {
    if (!this.#flowing || this.#upstream === undefined) return
    this.#flowing = false
    this.#client.unpipe(this.#upstream)
    this.#upstream.unpipe(this.#client)
  }

  /** Resets both sides; what was held is lost. */
  drop(): void {
    end(this.#upstream, true)
    this.#client.resetAndDestroy()
  }

  #giveUpConnecting(): void {
    if (this.#upstream?.connecting === true) this.drop()
  }

  #connect(port: number, host: string): Socket {
    const upstream = connect({ port, host, allowHalfOpen: true, noDelay: true })
    upstream.on('error', () => {})
    upstream.once('close', (failed) => end(this.#client, failed))
    return upstream
  }
}

/** The other side is gone: pass its way of going on, after what was already written. */
function end(socket: Socket | undefined, failed: boolean): void {
  // One that still connects would wait for that, for as long as the kernel tries: a lost zone never answers.
  if (socket?.connecting === true) socket.destroy()
  else if (failed) socket?.resetAndDestroy()
  else socket?.destroySoon()
}
