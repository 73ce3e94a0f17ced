import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import * as chaiPlugin from '../src/chai.ts'
import * as mochaAdapter from '../src/mocha.ts'

const root = new URL('../', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  exports: Record<string, string | Record<string, string>>
}

describe('the exports of the package', () => {
  it('are exactly these: adding one is a promise, taking one away breaks users', () => {
    expect(Object.keys(manifest.exports)).to.deep.equal([
      '.',
      './chai',
      './mocha',
      './report.schema.json',
      './package.json',
    ])
    expect(Object.keys(chaiPlugin)).to.deep.equal(['default'])
    expect(Object.keys(mochaAdapter).sort()).to.deep.equal(['DrillNotPassedError', 'DrillNotRunError', 'drill'])
  })

  it('come from the sources in this repository, and from dist/ for its users', () => {
    for (const [name, target] of Object.entries(manifest.exports)) {
      if (typeof target === 'string') continue
      expect(existsSync(new URL(target['blackstart-source'] ?? '', root)), name).to.equal(true)
      const compiled = (target['blackstart-source'] ?? '').replace('./src/', './dist/')
      expect(target['default'], name).to.equal(compiled.replace(/\.ts$/, '.js'))
      if (compiled.endsWith('.ts')) expect(target['types'], name).to.equal(compiled.replace(/\.ts$/, '.d.ts'))
    }
  })
})
