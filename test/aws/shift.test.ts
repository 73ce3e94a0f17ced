import { expect } from 'chai'
import { handsNeeded } from '../../src/environments/aws/iam/by-hand.ts'
import { operatorPolicy } from '../../src/environments/aws/iam/operator.ts'
import { beginShift, endShift, shiftedZone } from '../../src/environments/aws/shift/shift.ts'
import { localReach } from '../support/aws/account.ts'
import { failure } from '../support/aws/failure.ts'
import { refusedOf } from '../support/aws/iam.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

const MINUTE_MS = 60_000

describe('a zonal shift without a client for it, on local endpoints', () => {
  let aws: LocalEndpoints
  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
  })
  afterEach(() => aws.close())

  it('leads requests of the lab away from a zone and back, all by the printed policy', async () => {
    const reach = localReach(aws)
    expect(await beginShift(reach, 'drill-1', 'eu-west-1a', 30 * MINUTE_MS)).to.equal('eu-west-1a')
    expect(await shiftedZone(reach)).to.equal('eu-west-1a')
    expect(await endShift(reach, 'drill-1')).to.equal('eu-west-1a')
    expect(await shiftedZone(reach)).to.equal(undefined)
    expect(aws.lab.done).to.deep.equal(['shift a', 'unshift'])

    const policy = operatorPolicy([], 'rds', reach.settings, handsNeeded(['SHIFT']))
    const calls = await aws.calls()
    expect(calls.map(({ action }) => action)).to.include.members([
      'arc-zonal-shift:StartZonalShift',
      'arc-zonal-shift:GetManagedResource',
      'arc-zonal-shift:CancelZonalShift',
    ])
    for (const call of calls) {
      expect(refusedOf(policy, call)).to.deep.equal([])
    }
  })

  it('says by name what the service refuses, and does not look for what was refused', async () => {
    await aws.misbehave({ deny: ['arc-zonal-shift:StartZonalShift'] })
    const error = await failure(beginShift(localReach(aws), 'drill-1', 'a', MINUTE_MS))
    expect(error.name).to.match(/AccessDenied/)
    const looks = (await aws.calls()).filter(({ operation }) => operation === 'GetManagedResource')
    expect(looks).to.have.length(1)
    expect(aws.lab.done).to.deep.equal([])
  })
})
