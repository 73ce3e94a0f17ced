import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { createServer, type Server, type Socket } from 'node:net'
import { decode, type DecodedPacket, encode, type Packet, TRUNCATED_RESPONSE } from 'dns-packet'
import { LISTEN_BACKLOG } from '../tcp/route.ts'
import { udpLimit } from './answer.ts'

const LOOPBACK = '127.0.0.1'

/** Header of a message: what is shorter has not even an id to answer to. */
const HEADER_BYTES = 12
const FORMERR = 1

/** A client that says nothing over TCP is disconnected (RFC 7766 asks for some seconds). */
const IDLE_MS = 10_000

/** A free UDP port may be taken for TCP. */
const PORT_TRIES = 20

/** Answers one query. */
export type Respond = (query: DecodedPacket) => Packet

/** Speaks DNS by UDP and TCP at one port of loopback (RFC 1035, RFC 7766). */
export class NameServer {
  readonly port: number
  readonly #udp: UdpSocket
  readonly #tcp: Server
  readonly #clients = new Set<Socket>()

  private constructor(udp: UdpSocket, tcp: Server, respond: Respond) {
    this.port = udp.address().port
    this.#udp = udp
    this.#tcp = tcp
    udp.on('error', () => {})
    udp.on('message', (message, { address, port }) => {
      const answer = answerTo(message, respond, 'udp')
      if (answer !== undefined) udp.send(answer, port, address)
    })
    tcp.on('connection', (client) => {
      this.#clients.add(client)
      client.once('close', () => this.#clients.delete(client))
      serveTcp(client, respond)
    })
  }

  static async listen(respond: Respond): Promise<NameServer> {
    for (let attempt = 1; ; attempt++) {
      const udp = createSocket('udp4')
      await new Promise<void>((resolve, reject) => {
        udp.once('error', reject)
        udp.bind(0, LOOPBACK, resolve)
      })
      const tcp = createServer()
      try {
        await new Promise<void>((resolve, reject) => {
          tcp.once('error', reject)
          tcp.listen({ port: udp.address().port, host: LOOPBACK, backlog: LISTEN_BACKLOG }, resolve)
        })
        return new NameServer(udp, tcp, respond)
      } catch (error) {
        udp.close()
        if (attempt === PORT_TRIES || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
      }
    }
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy()
    await Promise.all([
      new Promise<void>((resolve) => this.#udp.close(resolve)),
      new Promise<void>((resolve) => this.#tcp.close(() => resolve())),
    ])
  }
}

/** Queries may follow each other on a connection, each behind its length (RFC 1035, 4.2.2). */
function serveTcp(client: Socket, respond: Respond): void {
  let waiting = Buffer.alloc(0)
  client.setTimeout(IDLE_MS, () => client.destroy())
  client.on('error', () => client.destroy())
  client.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk])
    while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE(0)) {
      const end = 2 + waiting.readUInt16BE(0)
      const answer = answerTo(waiting.subarray(2, end), respond, 'tcp')
      waiting = waiting.subarray(end)
      if (answer === undefined) return void client.destroy()
      const length = Buffer.alloc(2)
      length.writeUInt16BE(answer.length)
      client.write(Buffer.concat([length, answer]))
    }
  })
}

/** @returns undefined for what is no query: to answer an answer would make two servers talk for ever */
function answerTo(message: Buffer, respond: Respond, by: 'udp' | 'tcp'): Buffer | undefined {
  if (message.length < HEADER_BYTES || (message[2] ?? 0) >> 7 === 1) return undefined
  let query: DecodedPacket
  try {
    query = decode(message)
  } catch {
    return encode({ type: 'response', id: message.readUInt16BE(0), flags: FORMERR })
  }
  const response = respond(query)
  const bytes = encode(response)
  if (by === 'tcp' || bytes.length <= udpLimit(query)) return bytes
  // Empty, so that nobody takes a part for the whole: the client asks again by TCP.
  return encode({
    ...response,
    flags: (response.flags ?? 0) | TRUNCATED_RESPONSE,
    answers: [],
    authorities: [],
  })
}
