import { expect } from 'chai'
import { measurementFor } from '../../src/scenario/measurement.ts'

const LAB = { environment: 'lab', profile: 'fast' }

describe('measurementFor', () => {
  it('has defaults for the lab', () => {
    expect(measurementFor({}, { rtoMs: 5_000 }, LAB)).to.deep.equal({
      goodWithinMs: 250,
      availability: 0.95,
      windowProbes: 150,
      holdDownMs: 3_000,
      episodeProbes: 3,
      giveUpMs: 15_000,
      loadFloor: 0.95,
      relapseBudget: 0,
    })
  })

  it('holds the realistic lab down for longer', () => {
    const { holdDownMs } = measurementFor({}, {}, { environment: 'lab', profile: 'realistic' })
    expect(holdDownMs).to.equal(10_000)
  })

  it('asks more of other environments', () => {
    expect(measurementFor({}, {}, { environment: 'aws' })).to.include({ availability: 0.99, windowProbes: 500 })
  })

  it('gives up after three times the RTO, and not before 15 s', () => {
    expect(measurementFor({}, { rtoMs: 120_000 }, LAB).giveUpMs).to.equal(360_000)
    expect(measurementFor({}, { rtoMs: 1_000 }, LAB).giveUpMs).to.equal(15_000)
    expect(measurementFor({}, {}, LAB).giveUpMs).to.equal(15_000)
    expect(measurementFor({ giveUp: '20s' }, { rtoMs: 120_000 }, LAB).giveUpMs).to.equal(20_000)
  })

  it('lets a team win over the defaults, and its specific over its general', () => {
    const settings = { holdDown: '5s', in: { lab: { goodWithin: '100ms' }, 'lab:fast': { holdDown: '1s' } } } as const
    expect(measurementFor(settings, {}, LAB)).to.include({ holdDownMs: 1_000, goodWithinMs: 100 })
    expect(measurementFor(settings, {}, { environment: 'lab', profile: 'realistic' })).to.include({ holdDownMs: 5_000 })
    expect(measurementFor(settings, {}, { environment: 'aws' })).to.include({ holdDownMs: 5_000, goodWithinMs: 250 })
  })

  it('widens the window with the availability that a team asks for', () => {
    expect(measurementFor({ availability: 0.99 }, {}, LAB).windowProbes).to.equal(381)
    expect(measurementFor({ windowProbes: 1_000 }, {}, LAB).windowProbes).to.equal(1_000)
  })
})
