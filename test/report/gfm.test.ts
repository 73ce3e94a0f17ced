import { expect } from 'chai'
import { code, list, plain, section, table } from '../../src/report/gfm.ts'

describe('Markdown escaping', () => {
  it('keeps text from becoming markup', () => {
    expect(plain('*a* _b_ <img> [x](y) | `c` # $d$')).to.equal(
      '\\*a\\* \\_b\\_ \\<img\\> \\[x\\](y) \\| \\`c\\` \\# \\$d\\$',
    )
    expect(plain('1. one')).to.equal('1\\. one')
    expect(plain('- one')).to.equal('\\- one')
    expect(plain('702.5 ms')).to.equal('702.5 ms')
  })

  it('calls nobody and links nowhere', () => {
    expect(plain('@team')).not.to.contain('@team')
    expect(plain('https://evil.example')).not.to.contain('https://')
  })

  it('keeps a line one line', () => {
    expect(plain('a\nb')).to.equal('a b')
    expect(code('a\nb')).to.equal('`a b`')
  })

  it('fences code that holds backticks, and escapes bars', () => {
    expect(code('a `b` | c')).to.equal('`` a `b` \\| c ``')
    expect(code('')).to.equal('')
  })

  it('leaves out what is empty', () => {
    expect(table(['a'], [])).to.equal('')
    expect(section('A', '', '')).to.equal('')
    expect(section('A', list(['x', 'y']), table(['a', 'b'], [['1', '2']]))).to.equal(
      '## A\n\n- x\n- y\n\n| a | b |\n| --- | --- |\n| 1 | 2 |',
    )
  })
})
