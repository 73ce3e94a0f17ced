import { expect } from 'chai'
import { checkConfig } from '../../src/scenario/config-schema.ts'

function paths(config: unknown): string[] {
  const checked = checkConfig(config)
  return 'findings' in checked ? checked.findings.map(({ path }) => path) : []
}

describe('checkConfig', () => {
  it('accepts an empty configuration', () => {
    expect(checkConfig({})).to.deep.equal({ value: {} })
  })

  it('refuses what is no object', () => {
    const checked = checkConfig([])
    expect('findings' in checked && checked.findings[0]?.message).to.equal('the default export is not a configuration')
  })

  it('finds a window that could never prove its level', () => {
    expect(paths({ measurement: { availability: 0.99, windowProbes: 380 } })).to.deep.equal([
      'measurement.windowProbes',
    ])
    expect(paths({ measurement: { availability: 0.99, windowProbes: 381 } })).to.deep.equal([])
    expect(paths({ measurement: { availability: 0.99, in: { lab: { windowProbes: 100 } } } })).to.deep.equal([
      'measurement.in.lab.windowProbes',
    ])
  })

  it('finds values outside their range', () => {
    expect(
      paths({ measurement: { availability: 1, relapseBudget: -1, windowProbes: 1.5, holdDown: '0s' } }),
    ).to.have.members([
      'measurement.availability',
      'measurement.relapseBudget',
      'measurement.windowProbes',
      'measurement.holdDown',
    ])
  })

  it('finds an unknown profile and a setting that is no text', () => {
    expect(paths({ environments: { lab: { profile: 'slow', settings: { replicas: 3 } } } })).to.have.members([
      'environments.lab.profile',
      'environments.lab.settings.replicas',
    ])
  })

  it('survives a measurement that is null', () => {
    expect(paths({ measurement: null })).to.deep.equal(['measurement'])
  })
})
