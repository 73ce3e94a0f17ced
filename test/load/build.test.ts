import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuseGo, toolchainFolder } from '../../src/load/build.ts'
import { K6_VERSION } from '../../src/load/version.ts'

describe('refuseGo', () => {
  it('takes Go 1.25 and later', () => {
    expect(refuseGo('go1.25.0\n')).to.equal(undefined)
    expect(refuseGo('go1.26.8')).to.equal(undefined)
    expect(refuseGo('go2.0')).to.equal(undefined)
  })

  it('refuses an older Go with its version', () => {
    expect(refuseGo('go1.19.8')).to.equal('is Go 1.19, and Go 1.25 or later is needed')
  })

  it('refuses what says no version', () => {
    expect(refuseGo('devel')).to.contain('does not say its version')
  })
})

describe('toolchainFolder', () => {
  it('holds a module file that asks for the version that we provide', () => {
    const modules = readFileSync(join(toolchainFolder(), 'go.mod'), 'utf8')
    expect(modules).to.contain(`go.k6.io/k6/v2 ${K6_VERSION}`)
    expect(readFileSync(join(toolchainFolder(), 'go.sum'), 'utf8')).to.contain(`go.k6.io/k6/v2 ${K6_VERSION} h1:`)
  })
})
