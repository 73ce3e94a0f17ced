import { expect } from 'chai'
import { cut, pad, painter, viewFor, wrap } from '../../src/report/paint.ts'

describe('viewFor', () => {
  it('paints on a terminal only', () => {
    expect(viewFor({ isTTY: true, columns: 90 }, {})).to.deep.equal({ color: true, columns: 90 })
    expect(viewFor({}, {})).to.deep.equal({ color: false, columns: 80 })
  })

  it('respects NO_COLOR, a dumb terminal and FORCE_COLOR', () => {
    expect(viewFor({ isTTY: true }, { NO_COLOR: '1' }).color).to.equal(false)
    expect(viewFor({ isTTY: true }, { NO_COLOR: '' }).color).to.equal(true)
    expect(viewFor({ isTTY: true }, { TERM: 'dumb' }).color).to.equal(false)
    expect(viewFor({}, { FORCE_COLOR: '1' }).color).to.equal(true)
    expect(viewFor({ isTTY: true }, { FORCE_COLOR: '0' }).color).to.equal(false)
  })

  it('keeps lines readable', () => {
    expect(viewFor({ columns: 300 }, {}).columns).to.equal(100)
    expect(viewFor({ columns: 10 }, {}).columns).to.equal(60)
  })
})

describe('paint', () => {
  it('paints whatever the environment of this process says, and only if asked to', () => {
    expect(painter({ columns: 80, color: true })('red', 'x')).to.equal('\u001b[31mx\u001b[39m')
    expect(painter({ columns: 80, color: false })('red', 'x')).to.equal('x')
  })

  it('wraps at spaces, and breaks a word that is too long', () => {
    expect(wrap('aa bb cc', 5)).to.deep.equal(['aa bb', 'cc'])
    expect(wrap('abcdefgh', 5, ' ')).to.deep.equal([' abcd', ' efgh'])
    expect(wrap('', 5)).to.deep.equal([])
  })

  it('says that it cut', () => {
    expect(cut('abcdef', 4)).to.equal('abc…')
    expect(cut('abcd', 4)).to.equal('abcd')
  })

  it('pads by what is seen', () => {
    expect(pad('\u001b[31mx\u001b[39m', 3)).to.equal('\u001b[31mx\u001b[39m  ')
  })
})
