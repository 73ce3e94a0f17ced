import { expect } from 'chai'
import type { HttpCanaryConfig } from '../../src/scenario/canary-types.ts'
import { env } from '../../src/scenario/canary-types.ts'
import { checkConfig } from '../../src/scenario/config-schema.ts'
import { configuration } from '../../src/scenario/config.ts'
import { formatFinding } from '../../src/scenario/findings.ts'

const GOOD: HttpCanaryConfig = {
  write: { method: 'PUT', path: '/canary/{writer}/{seq}', ok: [201], refused: [429] },
  read: { path: '/canary/{writer}/newest', newest: 'data.seq' },
  list: { path: '/canary/{writer}?after={after}', items: 'data', seq: 'seq' },
  remove: { path: '/canary/{writer}/{seq}' },
  headers: { authorization: env('SHOP_TOKEN', 'Bearer '), 'x-tenant': 'drills' },
  tls: { ca: 'ca.pem', cert: 'me.pem', key: 'me.key' },
}

function findings(http: unknown): string[] {
  const checked = checkConfig({ canary: { http } })
  return 'findings' in checked ? checked.findings.map(formatFinding) : []
}

describe('canary of the configuration', () => {
  it('accepts a whole contract, and counts its files from the folder of the configuration', () => {
    expect(findings(GOOD)).to.deep.equal([])
    expect(configuration({ canary: { http: GOOD } }, '/team').canary.http?.tls).to.deep.equal({
      ca: '/team/ca.pem',
      cert: '/team/me.pem',
      key: '/team/me.key',
    })
  })

  const wrong: readonly (readonly [field: string, http: unknown])[] = [
    ['canary.http.write', { ...GOOD, write: { path: '/canary' } }],
    ['canary.http.read', { ...GOOD, read: { path: '/health' } }],
    ['canary.http.read', { ...GOOD, read: { path: '/canary/{id}' } }],
    ['canary.http.read', { ...GOOD, read: { path: '/canary/{id}', contains: 'canary' } }],
    ['canary.http.read.path', { ...GOOD, read: { path: '/newest', newest: 'seq' } }],
    ['canary.http.list.path', { ...GOOD, list: { path: '/all' } }],
    ['canary.http.table', { ...GOOD, table: 'orders' }],
    ['canary.http.remove.path', { ...GOOD, remove: { path: '/canary' } }],
    ['canary.http.tls', { ...GOOD, tls: { cert: 'me.pem' } }],
    ['canary.http.write.path', { ...GOOD, write: { path: 'canary/{id}' } }],
    ['canary.http.write.ok', { ...GOOD, write: { path: '/canary/{id}', ok: [2000] } }],
    ['canary.http.headers.authorization', { ...GOOD, headers: { authorization: { env: 'no name' } } }],
  ]
  for (const [field, http] of wrong) {
    it(`finds what is wrong with ${field}`, () => {
      expect(findings(http).join('\n')).to.include(`${field}: `)
    })
  }

  it('accepts a read by name whose answer repeats the name', () => {
    for (const read of [
      { path: '/canary/{id}', contains: '"{seq}"' },
      { path: '/canary/{writer}/{seq}', newest: 'data.seq' },
    ]) {
      expect(findings({ ...GOOD, read })).to.deep.equal([])
    }
  })

  it('refuses a secret that is written down, without showing it', () => {
    const [finding = '', ...others] = findings({ ...GOOD, headers: { Authorization: 'Bearer hunter22' } })
    expect(finding).to.include("env('SHOP_TOKEN')").and.to.not.include('hunter22')
    expect(others).to.deep.equal([])
  })
})
