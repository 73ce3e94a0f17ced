import { connect, type Socket } from 'node:net'

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
    this.#upstream?.resetAndDestroy()
    this.#client.resetAndDestroy()
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
  if (failed) socket?.resetAndDestroy()
  else socket?.destroySoon()
}
