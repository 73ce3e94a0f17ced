import {
  DescribeListenersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { LocalEndpoints } from '../../../../support/aws/local-endpoints.ts'

describe('the load balancer of the AWS endpoints', () => {
  let aws: LocalEndpoints

  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
  })
  afterEach(() => aws.close())

  it('shows its listener, and the health of its targets', async () => {
    const elb = new ElasticLoadBalancingV2Client(aws.clientConfig)
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand())
    const { TargetGroupArn } = TargetGroups?.[0] ?? {}
    const health = async () => {
      const { TargetHealthDescriptions } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }))
      return TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.State)
    }
    expect(await health()).to.deep.equal(['healthy', 'healthy'])
    await aws.lab.terminate('service-b-1')
    expect(await health()).to.deep.equal(['healthy', 'unhealthy'])
    aws.lab.replace('service-b-1', 'service-b-2')
    expect(await health()).to.deep.equal(['healthy', 'healthy'])
    const { Listeners } = await elb.send(new DescribeListenersCommand())
    expect(Listeners?.[0]).to.include({ Port: 41000, Protocol: 'HTTP' })
  })
})
