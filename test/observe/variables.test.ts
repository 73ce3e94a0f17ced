import { expect } from 'chai'
import { variablesOf } from '../../src/observe/variables.ts'
import { httpSpec } from '../support/probe-specs.ts'

describe('variablesOf', () => {
  it('names each variable once, of addresses and of headers', () => {
    const headers = { authorization: { env: 'TOKEN' }, 'x-tenant': 'drills' }
    expect(variablesOf([httpSpec({ urlEnv: 'SHOP', headers }), httpSpec({ headers }), httpSpec()])).to.deep.equal([
      'SHOP',
      'TOKEN',
    ])
  })
})
