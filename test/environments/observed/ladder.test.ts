import { expect } from 'chai'
import { observedLadder } from '../../../src/environments/observed/ladder.ts'
import { CANARY_CONTRACT } from '../../support/canary-service.ts'
import { DATABASE, PLAIN, settings } from './a-setting.ts'

const rungs = (given: Parameters<typeof settings>[0]): unknown[] =>
  observedLadder(settings(given)).map(({ id, host, port }) => [id, host, port])

describe('observedLadder', () => {
  it('climbs to the protocol: name, connect, handshake', () => {
    expect(rungs({ sql: DATABASE })).to.deep.equal([
      ['http-rung-name', 'shop.example', 443],
      ['http-rung-connect', 'shop.example', 443],
      ['http-rung-tls', 'shop.example', 443],
      ['sql-rung-name', 'db.example', 5_432],
      ['sql-rung-connect', 'db.example', 5_432],
    ])
  })

  it('asks for no name where the address is a number, and for no handshake without TLS', () => {
    expect(rungs({ http: { url: 'http://127.0.0.1:8080' } })).to.deep.equal([['http-rung-connect', '127.0.0.1', 8_080]])
    expect(rungs({ http: { url: 'http://[::1]:8080' } })).to.deep.equal([['http-rung-connect', '::1', 8_080]])
  })

  it('shakes hands with the certificates that the streams have', () => {
    const tls = { ca: '/ca.pem', cert: '/me.pem', key: '/me.key' }
    const ladder = observedLadder(settings({ canary: { ...PLAIN, http: { ...CANARY_CONTRACT, tls } } }))
    expect(ladder.find(({ rung }) => rung === 'tls')).to.include(tls)
    expect(ladder.find(({ rung }) => rung === 'connect')).to.not.have.any.keys('ca', 'cert', 'key')
  })

  it('never judges, and asks no more often than the streams', () => {
    const slow = observedLadder(settings({ everyMs: 1_000 }))
    expect(slow.every(({ judged, intervalMs }) => !judged && intervalMs === 1_000)).to.equal(true)
    const fast = observedLadder(settings({ everyMs: 20, canary: PLAIN }))
    expect(fast.every(({ intervalMs, inFlightCap }) => intervalMs === 200 && inFlightCap === 7)).to.equal(true)
  })
})
