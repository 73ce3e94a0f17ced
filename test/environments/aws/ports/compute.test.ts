import { expect } from 'chai'
import { localReach } from '../../../support/aws/account.ts'
import { LocalEndpoints } from '../../../support/aws/local-endpoints.ts'

describe('EC2 and Auto Scaling as drills ask them', () => {
  let aws: LocalEndpoints

  before(async () => {
    aws = await new LocalEndpoints().listen()
  })
  after(() => aws.close())

  it('name each instance of a group by itself, although all of them bear one name', async () => {
    const instances = await (await localReach(aws).ports.compute()).instances()
    expect(instances).to.have.length(2)
    expect(new Set(instances.map(({ tags }) => tags['Name']))).to.have.property('size', 1)
    for (const { id, name } of instances) expect(name).to.equal(`blackstart-lab-service/${id}`)
  })

  it('tell of a group where it may launch, and by what', async () => {
    const groups = await (await localReach(aws).ports.compute()).groups()
    expect(groups).to.have.length(1)
    expect(groups[0]).to.deep.include({
      zones: ['eu-west-1a', 'eu-west-1b'],
      launchTemplate: true,
      arn: 'arn:aws:autoscaling:eu-west-1:000000000000:autoScalingGroup:0b1ac000-0000-4000-8000-000000000001:autoScalingGroupName/blackstart-lab-service',
    })
  })
})
