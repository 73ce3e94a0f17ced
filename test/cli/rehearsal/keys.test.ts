import { expect } from 'chai'
import { keyIn } from '../../../src/cli/rehearsal/keys.ts'

describe('keyIn', () => {
  it('reads single keys', () => {
    expect(['\r', '\n', '?', 'h', '1'].map(keyIn)).to.deep.equal(['enter', 'enter', '?', 'h', '1'])
  })

  it('takes a paste, an arrow or another control character for no key', () => {
    expect(['blackstart sql', 'h\r', '\u001b[A', '\u001b', '\t', '\u007f', ''].map(keyIn)).to.deep.equal(
      Array.from({ length: 7 }, () => undefined),
    )
  })

  it('finds Ctrl-C wherever it stands', () => {
    expect(['\u0003', 'ab\u0003'].map(keyIn)).to.deep.equal(['interrupt', 'interrupt'])
  })
})
