import { expect } from 'chai'
import { objectivesFor } from '../../src/scenario/objectives.ts'
import { GOOD } from './good.ts'

describe('objectivesFor', () => {
  it('takes the general objectives where the place has none', () => {
    expect(objectivesFor(GOOD, { environment: 'aws' })).to.deep.equal({ value: { rtoMs: 120_000, rpoSeconds: 0 } })
  })

  it('lets the environment win over the general, and the profile over the environment', () => {
    expect(objectivesFor(GOOD, { environment: 'lab' })).to.deep.equal({ value: { rtoMs: 5_000, rpoSeconds: 0 } })
    expect(objectivesFor(GOOD, { environment: 'lab', profile: 'fast' })).to.deep.equal({
      value: { rtoMs: 5_000, rpoSeconds: 0 },
    })
    expect(objectivesFor(GOOD, { environment: 'lab', profile: 'realistic' })).to.deep.equal({
      value: { rtoMs: 90_000, rpoSeconds: 0 },
    })
  })

  it('lets the command line win over all', () => {
    const place = { environment: 'lab', profile: 'realistic' }
    expect(objectivesFor(GOOD, place, ['rto=700ms', 'rpo=1.5s'])).to.deep.equal({
      value: { rtoMs: 700, rpoSeconds: 1.5 },
    })
  })

  it('leaves out what is not promised', () => {
    expect(objectivesFor({ objectives: { rpo: '30s' } }, { environment: 'lab' })).to.deep.equal({
      value: { rpoSeconds: 30 },
    })
  })

  it('finds a scenario that promises nothing in the place', () => {
    const scenario = { objectives: { in: { aws: { rto: '2m' } } } } as const
    const checked = objectivesFor(scenario, { environment: 'lab', profile: 'fast' })
    expect('findings' in checked && checked.findings[0]?.message).to.contain("promises nothing in 'lab:fast'")
    expect(objectivesFor(scenario, { environment: 'lab' }, ['rto=5s'])).to.deep.equal({ value: { rtoMs: 5_000 } })
  })

  it('takes the further objectives in the units that they are judged in, also from the command line', () => {
    const objectives = { rto: '5s', latency: '50ms', timeToRedundancy: '1m', availability: 0.9 } as const
    const given = ['availability=0.95', 'timeToDetect=2s', 'timeToSteadyState=10s']
    expect(objectivesFor({ objectives }, { environment: 'lab' }, given)).to.deep.equal({
      value: {
        rtoMs: 5_000,
        availability: 0.95,
        latencyMs: 50,
        timeToDetectMs: 2_000,
        timeToSteadyStateMs: 10_000,
        timeToRedundancyMs: 60_000,
      },
    })
  })

  it('is content with any one objective', () => {
    expect(objectivesFor({ objectives: { availability: 0.9 } }, { environment: 'lab' })).to.deep.equal({
      value: { availability: 0.9 },
    })
  })

  it('finds a share that is none', () => {
    for (const wrong of ['availability=95', 'availability=', 'availability=5s']) {
      expect(objectivesFor(GOOD, { environment: 'lab' }, [wrong]), wrong).to.have.property('findings')
    }
  })

  it('finds every wrong override at once', () => {
    const checked = objectivesFor(GOOD, { environment: 'lab' }, [
      'rot=5s',
      'rto',
      'rto=5',
      'rto=0s',
      'rpo=1s=2s',
      'rpo=1s',
    ])
    if (!('findings' in checked)) throw new Error('nothing was found')
    expect(checked.findings.map(({ found }) => found)).to.deep.equal([
      "'rot=5s'",
      "'rto'",
      "'rto=5'",
      "'rto=0s'",
      "'rpo=1s=2s'",
    ])
  })
})
