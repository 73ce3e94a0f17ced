import { expect } from 'chai'
import * as dynamodb from '../../../src/environments/aws-model/dynamodb.ts'
import { botocoreModel, OwnModel } from './botocore.ts'

const ours = new OwnModel(dynamodb)
const botocore = botocoreModel('dynamodb')

describe('the schemas of DynamoDB', () => {
  it('are those of three operations', () => {
    expect([...ours.operations.keys()]).to.have.members(['DescribeTable', 'GetResourcePolicy', 'ListTagsOfResource'])
  })

  it("agree with botocore's model, member by member, in all that they have", function () {
    if (botocore === undefined) this.skip()
    ours.expectLike(botocore, { wholeAnswers: false })
    expect(botocore.errors).to.include.keys(Object.keys(ours.errors))
  })
})
