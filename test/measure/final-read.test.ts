import { expect } from 'chai'
import { isAuthoritative, writerRead } from '../../src/measure/final-read.ts'
import { finalRead } from './drill.ts'

describe('the final read', () => {
  it('is the writer, whatever the replicas say', () => {
    const replica = finalRead({}, { role: 'replica', node: 'db-c', error: 'not checked' })
    expect(writerRead([replica, finalRead({})])?.node).to.equal('db-b')
    expect(writerRead([replica])).to.equal(undefined)
  })

  it('proves an absence only when it is complete and quiescent', () => {
    expect(isAuthoritative(undefined)).to.equal(false)
    expect(isAuthoritative(finalRead({}))).to.equal(true)
    for (const flaw of [{ complete: false }, { quiescent: false }, { error: 'connection lost' }]) {
      expect(isAuthoritative(finalRead({}, flaw))).to.equal(false)
    }
  })
})
