import { expect } from 'chai'
import { tooOld } from '../../../../src/environments/containers/compose/version.ts'

describe('version of compose', () => {
  it('is refused when it cannot lay other ports over those of the file', () => {
    for (const old of ['2.24.3', 'v2.23.9', '2.0.0', '1.29.2']) expect(tooOld(old)).to.include(`compose is ${old}`)
  })

  it('will do from 2.24.4, and where it cannot be read', () => {
    for (const good of ['2.24.4', 'v2.40.3-desktop.1', '2.25.0', '5.0.1', 'dev'])
      expect(tooOld(good)).to.equal(undefined)
  })
})
