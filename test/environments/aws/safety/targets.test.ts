import { expect } from 'chai'
import { refuseTargets } from '../../../../src/environments/aws/safety/targets.ts'
import { DRILLABLE, SETTINGS } from '../fake-ports.ts'

const HIT = { id: 'i-1', arn: 'arn:i-1', tags: { ...DRILLABLE, stage: 'live' } }

describe('targets on AWS', () => {
  it('are hit when they bear the tag', () => {
    expect(() => refuseTargets([HIT], SETTINGS)).not.to.throw()
  })

  it('are not hit without it, or with another value', () => {
    expect(() => refuseTargets([{ ...HIT, tags: {} }], SETTINGS)).to.throw(/i-1 does not bear the opt-in tag/)
    expect(() => refuseTargets([{ ...HIT, tags: { 'blackstart:drillable': 'false' } }], SETTINGS)).to.throw(/opt-in/)
  })

  it('are not hit when they are protected, opted in or not', () => {
    const protectedTags = [{ key: 'stage', value: 'live' }]
    expect(() => refuseTargets([HIT], { ...SETTINGS, protectedTags })).to.throw(/protected by its tag stage=live/)
  })

  it('are not hit when others were expected; by id or by ARN', () => {
    expect(() => refuseTargets([HIT], { ...SETTINGS, expectedTargets: ['i-2'] })).to.throw(/not among the expected/)
    for (const name of ['i-1', 'arn:i-1']) refuseTargets([HIT], { ...SETTINGS, expectedTargets: [name] })
  })
})
