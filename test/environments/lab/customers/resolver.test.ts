import { expect } from 'chai'
import { NameError, queryByTcp, Resolver } from '../../../../src/environments/lab/customers/resolver.ts'
import { respond } from '../../../../src/environments/lab/dns/answer.ts'
import { NameServer } from '../../../../src/environments/lab/dns/name-server.ts'
import { type LabRecord, RecordSets } from '../../../../src/environments/lab/dns/records.ts'

const NAME = 'shop.lab.test.'
const RECORD: LabRecord = { name: NAME, type: 'A', ttlSeconds: 2, values: ['192.0.2.1'] }

describe('Resolver', () => {
  let server: NameServer
  let sets: RecordSets
  let asked: number
  let nowMs: number
  let resolver: Resolver

  beforeEach(async () => {
    sets = new RecordSets('lab.test.')
    sets.change([{ action: 'CREATE', record: RECORD }])
    asked = 0
    nowMs = 0
    server = await NameServer.listen((query) => {
      asked += 1
      return respond(query, sets, () => true)
    })
    resolver = new Resolver(server.port, () => nowMs)
  })
  afterEach(() => server.close().catch(() => {}))

  const change = (changes: Partial<LabRecord>): void =>
    sets.change([{ action: 'UPSERT', record: { ...RECORD, ...changes } }])

  it('keeps an answer for its TTL, and no longer', async () => {
    expect(await resolver.resolve(NAME)).to.deep.equal(['192.0.2.1'])
    change({ values: ['192.0.2.2'] })
    nowMs = 1_999
    expect(await resolver.resolve(NAME)).to.deep.equal(['192.0.2.1'])
    nowMs = 2_000
    expect(await resolver.resolve(NAME)).to.deep.equal(['192.0.2.2'])
    expect(asked).to.equal(2)
  })

  it('asks once for all who wait for the same name', async () => {
    const [one, two] = await Promise.all([resolver.resolve(NAME), resolver.resolve(NAME)])
    expect([one, two, asked]).to.deep.equal([['192.0.2.1'], ['192.0.2.1'], 1])
  })

  it('keeps nothing with a TTL of 0, and the shortest TTL of a chain', async () => {
    const alias: LabRecord = { name: 'alias.lab.test.', type: 'CNAME', ttlSeconds: 1, values: [NAME] }
    sets.change([{ action: 'CREATE', record: alias }])
    await resolver.resolve('alias.lab.test')
    nowMs = 1_000
    change({ values: ['192.0.2.2'], ttlSeconds: 0 })
    expect(await resolver.resolve('alias.lab.test')).to.deep.equal(['192.0.2.2'])
    change({ values: ['192.0.2.3'] })
    expect(await resolver.resolve('alias.lab.test')).to.deep.equal(['192.0.2.3'])
  })

  it('asks by TCP what does not fit into UDP', async () => {
    change({ values: Array.from({ length: 200 }, (_, index) => `192.0.2.${index}`) })
    expect(await resolver.resolve(NAME)).to.have.length(200)
    expect(asked).to.equal(2)
  })

  it('says that a name is not there, and does not remember it', async () => {
    const failed = await resolver.resolve('none.lab.test').catch((error: unknown) => error)
    expect(failed).to.be.instanceOf(NameError)
    change({ name: 'none.lab.test.' })
    expect(await resolver.resolve('none.lab.test')).to.deep.equal(['192.0.2.1'])
  })

  it('gives up when nobody answers', async () => {
    await server.close()
    const failed = await resolver.resolve(NAME).catch((error: unknown) => error)
    expect(failed).to.be.instanceOf(NameError)
    const refused = await queryByTcp(NAME, 'A', server.port, 1_000).catch((error: unknown) => error)
    expect(refused).to.be.instanceOf(Error)
  })
})
