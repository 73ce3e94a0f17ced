import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** What comes of a crash that is asked for. */
export type OnCrash = 'crashes' | 'ends this session only' | 'answers' | 'has no such function'

/** As much of Aurora as speaks PostgreSQL's protocol: it says who it is, and crashes when it is asked to. */
export class FakeAurora {
  instance = 'db-a'
  onCrash: OnCrash = 'crashes'
  /** The instance that answers after a crash. @default the same one */
  successor: string | undefined
  crashes = 0
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor() {
    this.#server = createServer((socket) => this.#serve(socket))
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  get url(): string {
    return `postgresql://admin:secret@127.0.0.1:${(this.#server.address() as AddressInfo).port}/shop`
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket))
    let pending = Buffer.alloc(0)
    let begun = false
    socket.on('data', (data: Buffer) => {
      pending = Buffer.concat([pending, data])
      for (;;) {
        // The first message has no type.
        const head = begun ? 1 : 0
        if (pending.length < head + 4) return
        const length = head + pending.readInt32BE(head)
        if (pending.length < length) return
        const message = pending.subarray(0, length)
        pending = pending.subarray(length)
        if (begun) this.#answer(socket, message)
        else socket.write(Buffer.concat([part('R', int32(0)), READY]))
        begun = true
      }
    })
  }

  #answer(socket: Socket, message: Buffer): void {
    if (message[0] !== 'Q'.charCodeAt(0)) return
    const sql = message.subarray(5, -1).toString()
    if (/identifier/.test(sql)) socket.write(row(this.instance))
    else if (/inject_crash/.test(sql)) this.#crash(socket)
  }

  #crash(socket: Socket): void {
    this.crashes += 1
    if (this.onCrash === 'answers') socket.write(row('it lives on'))
    else if (this.onCrash === 'has no such function') socket.write(failure('42883', 'function does not exist'))
    else if (this.onCrash === 'ends this session only') socket.destroy()
    else {
      this.instance = this.successor ?? this.instance
      for (const each of this.#sockets) each.destroy()
    }
  }
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2)
  buffer.writeInt16BE(value)
  return buffer
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32BE(value)
  return buffer
}

function part(type: string, ...body: readonly Buffer[]): Buffer {
  const content = Buffer.concat(body)
  return Buffer.concat([Buffer.from(type), int32(content.length + 4), content])
}

const READY = part('Z', Buffer.from('I'))
const TEXT_TYPE = 25

/** One row with one text. */
function row(value: string): Buffer {
  const column = [int32(0), int16(0), int32(TEXT_TYPE), int16(-1), int32(-1), int16(0)]
  const bytes = Buffer.from(value)
  return Buffer.concat([
    part('T', int16(1), Buffer.from('id\0'), ...column),
    part('D', int16(1), int32(bytes.length), bytes),
    part('C', Buffer.from('SELECT 1\0')),
    READY,
  ])
}

function failure(code: string, text: string): Buffer {
  return Buffer.concat([part('E', Buffer.from(`SERROR\0C${code}\0M${text}\0\0`)), READY])
}
