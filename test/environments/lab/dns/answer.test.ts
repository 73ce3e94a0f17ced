import { expect } from 'chai'
import { decode, encode, type Packet, type RecordType } from 'dns-packet'
import { inForce, respond, udpLimit } from '../../../../src/environments/lab/dns/answer.ts'
import { type LabRecord, RecordSets } from '../../../../src/environments/lab/dns/records.ts'

const A: LabRecord = { name: 'a.lab.test.', type: 'A', ttlSeconds: 5, values: ['192.0.2.1', '192.0.2.2'] }
const ALIAS: LabRecord = { name: 'alias.lab.test.', type: 'CNAME', ttlSeconds: 7, values: ['a.lab.test.'] }
const LOOP: LabRecord = { name: 'loop.lab.test.', type: 'CNAME', ttlSeconds: 7, values: ['loop.lab.test.'] }
const DEEP: LabRecord = { name: 'x.deep.lab.test.', type: 'SRV', ttlSeconds: 9, values: ['1 2 80 a.lab.test.'] }
const PRIMARY: LabRecord = {
  name: 'f.lab.test.',
  type: 'A',
  ttlSeconds: 1,
  values: ['192.0.2.10'],
  setIdentifier: 'p',
  failover: 'PRIMARY',
  healthCheckId: 'p',
}
const SECONDARY: LabRecord = {
  ...PRIMARY,
  values: ['192.0.2.20'],
  setIdentifier: 's',
  failover: 'SECONDARY',
  healthCheckId: 's',
}

const SETS = new RecordSets('lab.test.')
SETS.change([A, ALIAS, LOOP, DEEP, PRIMARY, SECONDARY].map((record) => ({ action: 'CREATE', record })))

/** Over the wire and back, as a client would see it. */
function ask(name: string, type: RecordType = 'A', query: Packet = {}) {
  const sent = decode(encode({ type: 'query', id: 7, questions: [{ name, type }], ...query }))
  const answer = decode(encode(respond(sent, SETS, () => true)))
  return { ...answer, rcode: (answer.flags ?? 0) & 0xf }
}

describe('the failover record that is in force', () => {
  const CASES: readonly (readonly [readonly string[], string])[] = [
    [['p', 's'], 'PRIMARY'],
    [['p'], 'PRIMARY'],
    [['s'], 'SECONDARY'],
    [[], 'PRIMARY'],
  ]
  for (const [healthy, expected] of CASES) {
    it(`is the ${expected} when healthy are: ${healthy.join(', ') || 'none'}`, () => {
      const found = inForce(SETS.all, 'f.lab.test.', 'A', (id) => healthy.includes(id))
      expect(found?.failover).to.equal(expected)
    })
  }

  it('is the secondary without a health check, however it is', () => {
    const { healthCheckId: _, ...unchecked } = SECONDARY
    expect(inForce([PRIMARY, unchecked], 'f.lab.test.', 'A', () => false)?.failover).to.equal('SECONDARY')
  })
})

describe('an answer of the name server', () => {
  it('is authoritative, repeats the question as it was asked, and has every value with its TTL', () => {
    const { id, flag_aa: authoritative, flag_ra: recursion, questions, answers } = ask('A.lab.TEST')
    expect([id, authoritative, recursion, questions?.[0]?.name]).to.deep.equal([7, true, false, 'A.lab.TEST'])
    expect(answers?.map((answer) => 'data' in answer && [answer.data, answer.ttl])).to.deep.equal([
      ['192.0.2.1', 5],
      ['192.0.2.2', 5],
    ])
  })

  it('follows a CNAME, and does not follow one that leads to itself for ever', () => {
    expect(ask('alias.lab.test').answers?.map(({ type }) => type)).to.deep.equal(['CNAME', 'A', 'A'])
    expect(ask('loop.lab.test').answers?.length).to.equal(8)
  })

  it('tells a name that is not there from a type that it does not have, with the SOA beside it', () => {
    for (const [name, rcode] of [
      ['none.lab.test', 3],
      ['a.lab.test', 0],
      ['deep.lab.test', 0],
    ] as const) {
      const answer = ask(name, 'AAAA')
      expect([answer.rcode, answer.answers, answer.authorities?.[0]?.type], name).to.deep.equal([rcode, [], 'SOA'])
    }
  })

  it('has SRV records, and SOA and NS of its zone', () => {
    expect(ask('x.deep.lab.test', 'SRV').answers?.[0]).to.deep.include({
      data: { priority: 1, weight: 2, port: 80, target: 'a.lab.test' },
    })
    expect(ask('lab.test', 'SOA').answers?.[0]?.type).to.equal('SOA')
    expect(ask('lab.test', 'NS').answers?.[0]).to.include({ data: 'ns.lab.test' })
  })

  it('refuses what is not its zone, and another class', () => {
    expect(ask('example.test').rcode).to.equal(5)
    expect(ask('x', 'A', { questions: [{ name: 'a.lab.test', type: 'A', class: 'CH' }] }).rcode).to.equal(5)
  })

  it('says what it does not do: other opcodes, and none or two questions', () => {
    const question = { name: 'a.lab.test', type: 'A' } as const
    expect(ask('a.lab.test', 'A', { flags: 4 << 11 }).rcode).to.equal(4)
    expect(ask('x', 'A', { questions: [] }).rcode).to.equal(1)
    expect(ask('x', 'A', { questions: [question, question] }).rcode).to.equal(1)
  })

  it('is as long as the client can take by UDP', () => {
    const limit = (udpPayloadSize?: number): number => {
      const opt = { type: 'OPT', name: '.', udpPayloadSize, extendedRcode: 0, ednsVersion: 0, flags: 0 }
      const additionals = udpPayloadSize === undefined ? [] : [{ ...opt, flag_do: false, options: [] } as never]
      return udpLimit(decode(encode({ type: 'query', additionals })))
    }
    expect([limit(), limit(100), limit(1_000), limit(4_096)]).to.deep.equal([512, 512, 1_000, 1_232])
  })
})
