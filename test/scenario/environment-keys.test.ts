import { expect } from 'chai'
import { layersFor, unknownKeys } from '../../src/scenario/environment-keys.ts'

describe('environment keys', () => {
  it('apply the general before the specific', () => {
    const byEnvironment = { 'lab:fast': 2, lab: 1, aws: 3 }
    expect(layersFor(byEnvironment, { environment: 'lab', profile: 'fast' })).to.deep.equal([1, 2])
    expect(layersFor(byEnvironment, { environment: 'lab' })).to.deep.equal([1])
    expect(layersFor(byEnvironment, { environment: 'containers' })).to.deep.equal([])
    expect(layersFor(undefined, { environment: 'lab' })).to.deep.equal([])
  })

  it('must name an environment, and in the lab a profile of it', () => {
    const keys = { lab: 1, 'lab:fast': 1, 'aws:team-a': 1, 'lab:slow': 1, moon: 1, 'aws:': 1, 'lab:fast:x': 1 }
    expect(unknownKeys(keys, ['in']).map(({ path }) => path)).to.deep.equal([
      "in['lab:slow']",
      'in.moon',
      "in['aws:']",
      "in['lab:fast:x']",
    ])
  })
})
