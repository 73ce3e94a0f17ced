import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { connect } from 'node:net'
import { expect } from 'chai'
import { decode, encode, streamEncode } from 'dns-packet'
import { respond } from '../../../../src/environments/lab/dns/answer.ts'
import { NameServer } from '../../../../src/environments/lab/dns/name-server.ts'
import { type LabRecord, RecordSets } from '../../../../src/environments/lab/dns/records.ts'

const FEW: LabRecord = { name: 'few.lab.test.', type: 'A', ttlSeconds: 3, values: ['192.0.2.1'] }
/** More than fits into 1,232 bytes. */
const MANY: LabRecord = {
  name: 'many.lab.test.',
  type: 'A',
  ttlSeconds: 3,
  values: Array.from({ length: 200 }, (_, index) => `192.0.2.${index}`),
}

describe('NameServer', () => {
  let server: NameServer
  let client: Resolver

  beforeEach(async () => {
    const sets = new RecordSets('lab.test.')
    sets.change([FEW, MANY].map((record) => ({ action: 'CREATE', record })))
    server = await NameServer.listen((query) => respond(query, sets, () => true))
    client = new Resolver({ timeout: 2_000, tries: 1 })
    client.setServers([`127.0.0.1:${server.port}`])
  })
  afterEach(() => server.close())

  it('is understood by a resolver that is not ours, by UDP', async () => {
    expect(await client.resolve4('few.lab.test', { ttl: true })).to.deep.equal([{ address: '192.0.2.1', ttl: 3 }])
    const error = await client.resolve4('none.lab.test').catch((reason: NodeJS.ErrnoException) => reason.code)
    expect(error).to.equal('ENOTFOUND')
  })

  it('cuts a long answer short by UDP, so that it is asked again by TCP', async () => {
    expect(await client.resolve4('many.lab.test')).to.have.length(200)
  })

  it('answers queries that follow each other on one connection, also in pieces', async () => {
    const socket = connect(server.port, '127.0.0.1')
    const query = (id: number): Buffer => streamEncode({ id, questions: [{ type: 'A', name: 'few.lab.test' }] })
    const both = Buffer.concat([query(1), query(2)])
    socket.write(both.subarray(0, 5))
    setImmediate(() => socket.write(both.subarray(5)))
    let received = Buffer.alloc(0)
    const ids: number[] = []
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      received = Buffer.concat([received, chunk])
      while (received.length > 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0)
        ids.push(decode(received.subarray(2, end)).id ?? 0)
        received = received.subarray(end)
      }
      if (ids.length === 2) break
    }
    expect(ids).to.deep.equal([1, 2])
  })

  it('says FORMERR to what it cannot read, and nothing to an answer', async () => {
    const socket = createSocket('udp4')
    const answers: Buffer[] = []
    const got = new Promise<void>((resolve) => {
      socket.on('message', (message) => {
        answers.push(message)
        resolve()
      })
    })
    const broken = encode({ type: 'query', id: 9, questions: [{ type: 'A', name: 'few.lab.test' }] }).subarray(0, 15)
    socket.send(encode({ type: 'response', id: 8 }), server.port, '127.0.0.1')
    socket.send(broken, server.port, '127.0.0.1')
    await got
    socket.close()
    expect(answers.map((answer) => [answer.readUInt16BE(0), (answer[3] ?? 0) & 0xf])).to.deep.equal([[9, 1]])
  })
})
