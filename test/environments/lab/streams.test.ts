import { expect } from 'chai'
import type { LabInfo } from '../../../src/environments/lab/labd/config.ts'
import { canaryNodes, probeStreams } from '../../../src/environments/lab/streams.ts'

const INFO = {
  customerUrl: 'http://127.0.0.1:1',
  writerUrl: 'postgresql://postgres@127.0.0.1:2/shop',
  databaseUrls: { 'db-a': 'postgresql://postgres@127.0.0.1:3/shop', 'db-b': 'postgresql://postgres@127.0.0.1:4/shop' },
  dnsPort: null,
} as unknown as LabInfo

describe('probe streams of the lab', () => {
  it('has a reader for every writer, of the same kind of connection', () => {
    const streams = probeStreams(INFO)
    expect(streams.map(({ id, writer }) => [id, writer])).to.deep.equal([
      ['write-fresh', 'write-fresh'],
      ['read-fresh', 'write-fresh'],
      ['write-pooled', 'write-pooled'],
      ['read-pooled', 'write-pooled'],
      ['inside-a', 'inside-a'],
      ['inside-b', 'inside-b'],
      ['rung-connect-http', 'rung-write'],
      ['rung-connect-sql', 'rung-write'],
      ['rung-authenticate', 'rung-write'],
      ['rung-read', 'rung-write'],
      ['rung-write', 'rung-write'],
    ])
  })

  it('has a client inside the zone of a second region too', () => {
    const url = 'postgresql://postgres@127.0.0.1:5/shop'
    const streams = probeStreams({ ...INFO, dnsPort: 53, databaseUrls: { ...INFO.databaseUrls, 'db-c': url } })
    const inside = streams.find(({ id }) => id === 'inside-c')
    expect(inside).to.include({ insideZone: 'c', judged: false, url: url.replace('postgres@', 'customer@') })
    expect(streams[0]?.path).to.equal('by name, to the region that the DNS answers')
  })

  it('climbs the ladder rung by rung, and judges only what goes through the load balancer', () => {
    const streams = probeStreams(INFO)
    const rungs = streams.flatMap(({ rung }) => (rung === undefined ? [] : [rung]))
    expect(rungs.sort()).to.deep.equal(['authenticate', 'connect', 'connect', 'pool', 'read', 'write'])
    expect(streams.filter(({ judged }) => judged).map(({ protocol }) => protocol)).to.deep.equal(Array(4).fill('http'))
  })

  it('leaves room for every connection of its own, and for the pools, in a database that takes 120', () => {
    const sql = probeStreams(INFO).filter(({ protocol }) => protocol === 'sql')
    expect(sql.reduce((sum, { inFlightCap }) => sum + inFlightCap, 0)).to.be.at.most(80)
  })

  it('comes as customers do, so that the last connections stay free for those who put an end to a stall', () => {
    const users = probeStreams(INFO).flatMap((stream) => ('url' in stream ? [new URL(stream.url).username] : []))
    expect(new Set(users)).to.deep.equal(new Set(['customer']))
  })

  it('never sheds before the first request has timed out', () => {
    for (const { inFlightCap, timeoutMs, intervalMs } of probeStreams(INFO)) {
      expect(inFlightCap).to.be.at.least(timeoutMs / intervalMs)
    }
  })

  it('reads back at one writer and at every database', () => {
    expect(canaryNodes(INFO).nodes.map(({ id, role }) => [id, role])).to.deep.equal([
      ['writer', 'writer'],
      ['db-a', 'replica'],
      ['db-b', 'replica'],
    ])
  })
})
