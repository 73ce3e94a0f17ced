import { expect } from 'chai'
import * as zonalShift from '../../../src/environments/aws-model/zonal-shift.ts'
import { botocoreModel, OwnModel } from './botocore.ts'

const ours = new OwnModel(zonalShift)
const botocore = botocoreModel('arc-zonal-shift')

describe('the schemas of zonal shifts', () => {
  it('are those of three operations and five errors', () => {
    expect([...ours.operations.keys()]).to.have.members(['CancelZonalShift', 'GetManagedResource', 'StartZonalShift'])
    expect(Object.keys(ours.errors)).to.have.length(5)
  })

  it("agree with botocore's model, member by member, in all that they have", function () {
    if (botocore === undefined) this.skip()
    ours.expectLike(botocore, { wholeAnswers: false })
    expect(botocore.errors).to.deep.include(ours.errors)
  })
})
