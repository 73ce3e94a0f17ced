import { expect } from 'chai'
import type { LabInfo } from '../../../src/environments/lab/labd/config.ts'
import { canaryNodes, probeStreams } from '../../../src/environments/lab/streams.ts'

const INFO = {
  customerUrl: 'http://127.0.0.1:1',
  writerUrl: 'postgresql://postgres@127.0.0.1:2/shop',
  databaseUrls: { 'db-a': 'postgresql://postgres@127.0.0.1:3/shop', 'db-b': 'postgresql://postgres@127.0.0.1:4/shop' },
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
    ])
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
