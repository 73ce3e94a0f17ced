import { expect } from 'chai'
import { lookupLimits, Lookups, threadsFor } from '../../src/observe/lookups.ts'
import { httpSpec } from '../support/probe-specs.ts'

describe('Lookups', () => {
  it('counts a lookup until it is over, however long ago its probe gave up', () => {
    const answers: (() => void)[] = []
    const asked: string[] = []
    const lookups = new Lookups(2, (host, _options, done) => {
      asked.push(host)
      answers.push(() => done(null, '127.0.0.1', 4))
    })
    const found: unknown[] = []
    for (let i = 0; i < 2; i++) lookups.lookup('db.example', {}, (_error, address) => found.push(address))
    expect(lookups.full).to.equal(true)
    answers[0]?.()
    expect(lookups.full).to.equal(false)
    expect({ asked, found }).to.deep.equal({ asked: ['db.example', 'db.example'], found: ['127.0.0.1'] })
  })
})

describe('threadsFor', () => {
  const named = httpSpec({ baseUrl: 'https://shop.example', intervalMs: 100, timeoutMs: 1_000 })

  it('gives every lookup that can be outstanding a thread, twice: libuv uses half of them', () => {
    const rung = { ...named, protocol: 'net', rung: 'name', host: 'db.example', port: 5_432, intervalMs: 200 } as const
    // 6 s at 10 and at 5 a second.
    expect(lookupLimits([named, rung])).to.deep.equal([60, 30])
    expect(threadsFor([named])).to.equal(124)
  })

  it('leaves the process as it is where there is no name', () => {
    expect(new Lookups(0).full).to.equal(false)
    for (const baseUrl of ['http://127.0.0.1:8080', 'https://[::1]:8443']) {
      expect(threadsFor([httpSpec({ baseUrl })])).to.equal(undefined)
    }
  })

  it('shares what libuv allows among many streams', () => {
    const many = Array.from({ length: 40 }, () => named)
    expect(threadsFor(many)).to.be.within(900, 1_024)
    expect(new Set(lookupLimits(many)).size).to.equal(1)
  })
})
