import { expect } from 'chai'
import { confirmation, optIn } from '../../../src/drill/guards/consent.ts'
import { expectFailsClosed, refusalOf } from './refusal.ts'

describe('opt-in of an environment', () => {
  it('refuses an environment that nobody has opened', async () => {
    expect(await refusalOf(optIn('aws', false))).to.include("'aws' is not open for drills")
    expect(await refusalOf(optIn('aws', true))).to.equal(undefined)
  })

  it('fails closed', () => expectFailsClosed(optIn('aws', true)))
})

describe('confirmation of a protected environment', () => {
  it('wants its very name', async () => {
    expect(await refusalOf(confirmation('aws', true, undefined))).to.include('--confirm aws')
    expect(await refusalOf(confirmation('aws', true, 'lab'))).to.include('not --confirm lab')
    expect(await refusalOf(confirmation('aws', true, 'aws'))).to.equal(undefined)
    expect(await refusalOf(confirmation('lab', false, undefined))).to.equal(undefined)
  })

  it('fails closed', () => expectFailsClosed(confirmation('aws', true, 'aws')))
})
