import { expect } from 'chai'
import { judgeVersion } from '../../src/load/version.ts'

describe('judgeVersion', () => {
  for (const line of [
    'k6 v2.2.0 (go1.26.8, linux/amd64)',
    'k6 v2.2.0 (commit/devel, go1.27.3, linux/arm64)',
    'my-k6.bin v2.2.0 (commit/4e4c8d0a2f, go1.26.8, darwin/arm64)\nExtensions:\n  github.com/x/y v1.4.0',
  ]) {
    it(`takes the version out of '${line.split('\n')[0]}'`, () => {
      expect(judgeVersion(line)).to.deep.equal({ version: 'v2.2.0' })
    })
  }

  it('takes any 2.x', () => {
    expect(judgeVersion('k6 v2.3.1-rc.1 (go1.27.3, linux/amd64)')).to.deep.equal({ version: 'v2.3.1-rc.1' })
  })

  for (const version of ['v1.8.1', 'v0.57.0', 'v3.0.0', 'v22.0.0']) {
    it(`refuses ${version}, with the version and what to do`, () => {
      expect(judgeVersion(`k6 ${version} (go1.26.8, linux/amd64)`)).to.deep.equal({
        refused: `it is k6 ${version}, and k6 v2.x is needed: install v2.2.0`,
      })
    })
  }

  it('refuses what says no version', () => {
    expect(judgeVersion('hello')).to.deep.equal({ refused: 'it does not say a version of k6 (it said: hello)' })
  })
})
