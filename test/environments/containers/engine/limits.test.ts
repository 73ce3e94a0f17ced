import { expect } from 'chai'
import { limitArguments, limitOptions, limitsIn } from '../../../../src/environments/containers/engine/limits.ts'

describe('limits of a container', () => {
  it('are read as they are written', () => {
    const limits = { cpus: 0.25, memory: 67_108_864 }
    expect(limitsIn(limitOptions(limits))).to.deep.equal(limits)
    expect(limitsIn(limitOptions({ cpus: 0, memory: 0 }))).to.deep.equal({ cpus: 0, memory: 0 })
  })

  it('are lifted by one that no machine reaches: the engine knows no other way', () => {
    expect(limitOptions({ memory: 0 })['Memory']).to.be.greaterThan(1e15)
  })

  it('may have been given as nano CPUs, or not at all', () => {
    expect(limitsIn({ NanoCpus: 500_000_000 })).to.deep.equal({ cpus: 0.5, memory: 0 })
    expect(limitsIn({})).to.deep.equal({ cpus: 0, memory: 0 })
  })

  it('change nothing that is not given', () => {
    expect(limitOptions({ cpus: 1 })).to.deep.equal({ CpuPeriod: 100_000, CpuQuota: 100_000 })
    expect(limitArguments({ cpus: 1 })).to.equal('--cpu-period 100000 --cpu-quota 100000')
  })
})
