import { expect } from 'chai'
import { askGuards } from '../../../src/drill/guards/guard.ts'
import { refusalOf } from './refusal.ts'

describe('asking guards', () => {
  it('starts when all agree', async () => {
    const agrees = { name: 'a', timeoutMs: 100, ask: () => undefined }
    expect(await askGuards([agrees, { ...agrees, name: 'b' }])).to.deep.equal([])
  })

  it('tells every refusal at once', async () => {
    const refuses = { name: 'a', timeoutMs: 100, ask: () => 'no' }
    expect(await askGuards([refuses, { ...refuses, name: 'b' }])).to.deep.equal(['a: no', 'b: no'])
  })

  it('takes an answer that is neither for a refusal', async () => {
    expect(await refusalOf({ name: 'a', timeoutMs: 100, ask: () => false as never })).to.include('cannot be understood')
    expect(await refusalOf({ name: 'a', timeoutMs: 100, ask: () => null as never })).to.include('cannot be understood')
  })
})
