import { expect } from 'chai'
import * as fis from '../../../src/environments/aws-model/fis.ts'
import { botocoreModel, OwnModel } from './botocore.ts'

const ours = new OwnModel(fis)
const botocore = botocoreModel('fis')

describe('the schemas of FIS', () => {
  it('are those of 26 operations and four errors', () => {
    expect(ours.operations.size).to.equal(26)
    expect(Object.keys(ours.errors)).to.have.length(4)
  })

  it("agree with botocore's model, member by member", function () {
    if (botocore === undefined) this.skip()
    expect([...ours.operations.keys()].toSorted()).to.deep.equal(Object.keys(botocore.operations).toSorted())
    ours.expectLike(botocore)
    expect(ours.errors).to.deep.equal(botocore.errors)
  })
})
