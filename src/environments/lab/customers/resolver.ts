import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { type Answer, decode, type DecodedPacket, encode, type RecordType } from 'dns-packet'

const LOOPBACK = '127.0.0.1'

/** A query by UDP may get lost: so long is waited for its answer, and so often it is sent. */
const TRY_MS = 500
const TRIES = 2

/** A name that could not be resolved. */
export class NameError extends Error {
  override readonly name = 'NameError'
}

interface Cached {
  readonly addresses: readonly string[]
  /** On the clock of `now`. */
  readonly untilMs: number
}

/**
 * A resolver as a customer's machine has it: asks by UDP (by TCP when the answer is cut short), remembers an answer for
 * its TTL and no longer, and nothing else: not a failure, and no answer that is too old.
 */
export class Resolver {
  readonly #port: number
  readonly #now: () => number
  readonly #cache = new Map<string, Cached>()
  readonly #asking = new Map<string, Promise<readonly string[]>>()

  /**
   * @param port - of the name server, on loopback
   * @param now - milliseconds. @default `performance.now`
   */
  constructor(port: number, now: () => number = () => performance.now()) {
    this.#port = port
    this.#now = now
  }

  /** IPv4 addresses of a name. @throws NameError */
  async resolve(name: string): Promise<readonly string[]> {
    const cached = this.#cache.get(name)
    if (cached !== undefined && this.#now() < cached.untilMs) return cached.addresses
    // However many wait for the same name, it is asked for once.
    const asking = this.#asking.get(name) ?? this.#ask(name).finally(() => this.#asking.delete(name))
    this.#asking.set(name, asking)
    return asking
  }

  async #ask(name: string): Promise<readonly string[]> {
    const { answers } = await this.#query(name)
    const found = addressesIn(answers ?? [])
    if (found === undefined) throw new NameError(`${name} has no address`)
    this.#cache.set(name, { addresses: found.addresses, untilMs: this.#now() + found.ttlSeconds * 1_000 })
    return found.addresses
  }

  async #query(name: string): Promise<DecodedPacket> {
    for (let attempt = 1; ; attempt++) {
      const id = randomInt(65_536)
      try {
        const answer = await askByUdp(queryFor(name, 'A', id), id, this.#port)
        return answer.flag_tc ? await queryByTcp(name, 'A', this.#port, TRY_MS) : answer
      } catch (cause) {
        if (attempt === TRIES) throw new NameError(`the name server does not answer for ${name}`, { cause })
      }
    }
  }
}

/** The smallest TTL of the chain that leads to the addresses; undefined without an address. */
function addressesIn(answers: readonly Answer[]): { addresses: readonly string[]; ttlSeconds: number } | undefined {
  const addresses = answers.flatMap((answer) => (answer.type === 'A' ? [answer.data] : []))
  if (addresses.length === 0) return undefined
  return { addresses, ttlSeconds: Math.min(...answers.map((answer) => ('ttl' in answer ? (answer.ttl ?? 0) : 0))) }
}

function queryFor(name: string, type: RecordType, id: number): Buffer {
  return encode({ type: 'query', id, flags: 0, questions: [{ type, name }] })
}

function askByUdp(query: Buffer, id: number, port: number): Promise<DecodedPacket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    const settle = (act: () => void): void => {
      clearTimeout(timer)
      socket.removeAllListeners().on('error', () => {})
      socket.close()
      act()
    }
    const timer = setTimeout(() => settle(() => reject(new Error(`no answer in ${TRY_MS} ms`))), TRY_MS)
    socket.on('error', (error) => settle(() => reject(error)))
    socket.on('message', (message) => {
      try {
        const answer = decode(message)
        // Anybody may send to this port: only the answer to our question counts.
        if (answer.flag_qr && answer.id === id) settle(() => resolve(answer))
      } catch {
        // No DNS at all: the answer may still come.
      }
    })
    // Connected, it hears from the name server only.
    socket.connect(port, LOOPBACK, () => socket.send(query))
  })
}

/**
 * Asks one question over a connection of its own.
 *
 * @throws Error when it is not answered within `timeoutMs`
 */
export async function queryByTcp(
  name: string,
  type: RecordType,
  port: number,
  timeoutMs: number,
): Promise<DecodedPacket> {
  const query = queryFor(name, type, randomInt(65_536))
  const length = Buffer.alloc(2)
  length.writeUInt16BE(query.length)
  const socket = connect({ port, host: LOOPBACK, signal: AbortSignal.timeout(Math.round(timeoutMs)) })
  try {
    socket.write(Buffer.concat([length, query]))
    let received = Buffer.alloc(0)
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      received = Buffer.concat([received, chunk])
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) continue
      return decode(received.subarray(2, 2 + received.readUInt16BE(0)))
    }
    throw new Error('the name server broke off')
  } finally {
    socket.destroy()
  }
}
