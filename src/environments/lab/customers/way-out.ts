import { createServer, type Server } from 'node:net'
import { type LabNetwork, portBehind } from '../dns/network.ts'
import { listenOnLoopback } from '../process/listen.ts'
import { Link } from '../tcp/link.ts'
import type { Resolver } from './resolver.ts'

/** A name and port that customers want to reach. */
export interface Destination {
  readonly hostname: string
  readonly port: number
}

/**
 * How customers reach the lab's names. Probes and k6 cannot be told which name server to ask, so each name gets a port on
 * loopback; behind it every **new** connection asks the {@link Resolver}, as its client would, and is led to the address that
 * it says. A connection that stands stays where it is, whatever the DNS answers by then: so do the pools of real clients.
 *
 * A name that does not resolve, or an address that leads nowhere, resets the connection.
 */
export class WayOut {
  readonly port: number
  readonly #server: Server
  readonly #links: ReadonlySet<Link>

  private constructor(port: number, server: Server, links: ReadonlySet<Link>) {
    this.port = port
    this.#server = server
    this.#links = links
  }

  static async open(destination: Destination, resolver: Resolver, network: LabNetwork): Promise<WayOut> {
    const links = new Set<Link>()
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      const link: Link = new Link(client, () => links.delete(link))
      links.add(link)
      lead(link, destination, resolver, network).catch(() => link.drop())
    })
    return new WayOut(await listenOnLoopback(server), server, links)
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const link of this.#links) link.drop()
    await closed
  }
}

async function lead(
  link: Link,
  { hostname, port }: Destination,
  resolver: Resolver,
  network: LabNetwork,
): Promise<void> {
  const [address] = await resolver.resolve(hostname)
  const behind = address === undefined ? undefined : portBehind(network, address, port)
  if (behind === undefined) throw new Error(`${hostname}:${port} leads nowhere`)
  link.open(behind)
}
