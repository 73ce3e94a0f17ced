import { expect } from 'chai'
import { observedStreams } from '../../../src/environments/observed/streams.ts'
import { DATABASE, PLAIN, settings } from './a-setting.ts'

const ids = (given: Parameters<typeof settings>[0]): string[] => observedStreams(settings(given)).map(({ id }) => id)

describe('observedStreams', () => {
  it('writes and reads over both kinds of connection, each reader after the writer of its kind', () => {
    const streams = observedStreams(settings())
    expect(streams.map(({ id, writer, kind }) => [id, writer, kind])).to.deep.equal([
      ['http-write-fresh', 'blackstart-d1-http-fresh', 'write'],
      ['http-read-fresh', 'blackstart-d1-http-fresh', 'read'],
      ['http-write-pooled', 'blackstart-d1-http-pooled', 'write'],
      ['http-read-pooled', 'blackstart-d1-http-pooled', 'read'],
    ])
    expect(streams.every(({ judged, inFlightCap }) => judged && inFlightCap === 12)).to.equal(true)
  })

  it('only asks a service without a contract, at its very address', () => {
    const [stream] = observedStreams(settings({ canary: PLAIN }))
    expect(stream).to.deep.include({ id: 'http-read-fresh', kind: 'read', baseUrl: 'https://shop.example/api' })
    expect(ids({ canary: PLAIN })).to.have.lengthOf(2)
  })

  it('writes nothing when it may only read', () => {
    expect(ids({ readOnly: true, sql: DATABASE })).to.deep.equal([
      'http-read-fresh',
      'http-read-pooled',
      'sql-read-fresh',
      'sql-read-pooled',
    ])
    const streams = observedStreams(settings({ readOnly: true, sql: DATABASE }))
    for (const stream of streams) {
      if (stream.protocol === 'http') expect(stream.contract).to.not.have.property('write')
      if (stream.protocol === 'sql') expect(stream).to.not.have.property('table')
    }
  })

  it('keeps all writers together below the cap, and lets readers go on', () => {
    const canary = { ...settings().canary, maxWritesPerSecond: 8 }
    const streams = observedStreams(settings({ sql: DATABASE, canary }))
    const writing = streams.filter(({ kind }) => kind === 'write')
    expect(writing.reduce((sum, { intervalMs }) => sum + 1_000 / intervalMs, 0)).to.be.closeTo(8, 1e-9)
    expect(writing.every(({ inFlightCap }) => inFlightCap === 4)).to.equal(true)
    expect(streams.filter(({ kind }) => kind === 'read').every(({ intervalMs }) => intervalMs === 100)).to.equal(true)
  })

  it('names secrets, and holds none', () => {
    const http = { url: 'https://shop.example', urlEnv: 'SHOP' }
    const canary = { ...settings().canary, http: { ...settings().canary.http!, headers: { 'x-key': { env: 'KEY' } } } }
    const [stream] = observedStreams(settings({ http, canary }))
    expect(stream).to.deep.include({
      urlEnv: 'SHOP',
      headers: { 'x-key': { env: 'KEY' } },
      path: 'https://shop.example',
    })
  })
})
