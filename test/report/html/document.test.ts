import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { renderDocument } from '../../../src/report/html/document.ts'

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

describe('renderDocument', () => {
  const page = renderDocument({ title: 'a <b>', body: 'text', script: 'let x = 1 < 2' })

  it('allows its own style and script, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? ''
    expect(policy).to.contain("default-src 'none'")
    expect(policy).to.contain(`style-src ${hash(style)}`)
    expect(policy).to.contain(`script-src ${hash('let x = 1 < 2')}`)
    expect(policy).not.to.contain('unsafe')
  })

  it('forbids scripts on a page that has none', () => {
    expect(renderDocument({ title: 'a', body: 'b' })).not.to.contain('script')
  })

  it('escapes its title', () => {
    expect(page).to.contain('<title>a &lt;b&gt;</title>')
  })
})
