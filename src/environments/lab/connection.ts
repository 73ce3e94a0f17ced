import { RpcClient } from '../../system/rpc.ts'
import type { LabFolder } from './folder.ts'
import { LABD_CALLS, type LabdMethod } from './labd/protocol.ts'

/** Well below the lease, so that one lost renewal does not matter. */
const RENEW_EVERY_MS = 2_000

/** How long a lab lives that nobody renews, milliseconds. */
export const LEASE_MS = 10_000

/** A connection to labd; while it is open, the lab's lease is renewed. */
export class LabConnection {
  readonly #client: RpcClient
  readonly #renewal: NodeJS.Timeout

  private constructor(client: RpcClient) {
    this.#client = client
    this.#renewal = setInterval(() => {
      this.call<void>('renew', {}).catch(() => {})
    }, RENEW_EVERY_MS)
    void client.closed.then(() => clearInterval(this.#renewal))
  }

  /** @throws UnreachableError when labd does not answer */
  static async open(folder: LabFolder): Promise<LabConnection> {
    const connection = new LabConnection(await RpcClient.connect(folder.socket))
    try {
      await connection.call('renew', {})
      return connection
    } catch (error) {
      connection.close()
      throw error
    }
  }

  /** Resolves when it is gone, from whichever side. */
  get closed(): Promise<void> {
    return this.#client.closed
  }

  /** @throws RemoteError, UnreachableError */
  call<Result>(method: LabdMethod, params: unknown = {}): Promise<Result> {
    return this.#client.call<Result>(method, params, LABD_CALLS[method])
  }

  close(): void {
    clearInterval(this.#renewal)
    this.#client.close()
  }
}
