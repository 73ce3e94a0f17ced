import { expect } from 'chai'
import { html } from '../../../src/report/html/markup.ts'

describe('html', () => {
  it('escapes what is put in, in text and in attributes', () => {
    expect(html`<a title="${`"'<&>`}">${'<b>'}</a>`.toString()).to.equal(
      '<a title="&quot;&#39;&lt;&amp;&gt;">&lt;b&gt;</a>',
    )
  })

  it('takes its own templates as they are, also in lists', () => {
    expect(html`<p>${[1, 2].map((n) => html`<b>${n}</b>`)}</p>`.toString()).to.equal('<p><b>1</b><b>2</b></p>')
  })

  it('leaves out what is not there, but not zero', () => {
    expect(html`<p>${null}${undefined}${false}${0}</p>`.toString()).to.equal('<p>0</p>')
  })

  it('keeps the spaces at the ends of a piece', () => {
    expect(html`<b class="a${' b'}">${'c '}</b>`.toString()).to.equal('<b class="a b">c </b>')
  })

  it('takes away what turns a line around', () => {
    expect(html`${'a\u202eb'}`.toString()).to.equal('a b')
  })
})
