import { expect } from 'chai'
import { limitArguments, limitOptions, limitsIn } from '../../../../src/environments/containers/engine/limits.ts'

describe('limits of a container', () => {
  it('are read as they are written', () => {
    const limits = { cpus: 0.25, memory: 67_108_864, memorySwap: 134_217_728 }
    for (const unit of ['quota', 'nano'] as const) {
      expect(limitsIn(limitOptions(limits, unit))).to.deep.equal({ ...limits, unit })
    }
    expect(limitsIn(limitOptions({ cpus: 0, memory: 0, memorySwap: 0 }))).to.deep.include({ cpus: 0, memory: 0 })
  })

  it('are lifted by one that no machine reaches, with swap: the engine knows no other way', () => {
    const options = limitOptions({ memory: 0, memorySwap: 0 })
    expect(options['Memory']).to.be.greaterThan(1e15)
    // As much again is left for swap, in kernels that take the one off the other.
    expect(options['MemorySwap']).to.equal(2 * Number(options['Memory']))
  })

  it('may have been given as nano CPUs, or not at all: the engine takes a change in the same words only', () => {
    expect(limitsIn({ NanoCpus: 500_000_000 })).to.deep.equal({ cpus: 0.5, memory: 0, memorySwap: 0, unit: 'nano' })
    expect(limitsIn({})).to.deep.equal({ cpus: 0, memory: 0, memorySwap: 0, unit: 'quota' })
    expect(limitOptions({ cpus: 0.5 }, 'nano')).to.deep.equal({ NanoCpus: 500_000_000 })
  })

  it('change nothing that is not given', () => {
    expect(limitOptions({ cpus: 1 })).to.deep.equal({ CpuPeriod: 100_000, CpuQuota: 100_000 })
    expect(limitArguments({ cpus: 1 }, 'quota')).to.equal('--cpu-period 100000 --cpu-quota 100000')
    expect(limitArguments({ cpus: 1.5 }, 'nano')).to.equal('--cpus 1.5')
  })
})
