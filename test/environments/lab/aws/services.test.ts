import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  DescribeListenersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { LocalEndpoints } from '../../../support/aws/local-endpoints.ts'

describe('services of the AWS endpoints', () => {
  let aws: LocalEndpoints

  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
  })
  afterEach(() => aws.close())

  it('raise the capacity alarm while an instance is missing, and keep its history', async () => {
    const watch = new CloudWatchClient(aws.clientConfig)
    const state = async () => {
      const { MetricAlarms } = await watch.send(new DescribeAlarmsCommand({ AlarmNames: ['blackstart-lab-capacity'] }))
      return MetricAlarms?.[0]?.StateValue
    }
    expect(await state()).to.equal('OK')
    await aws.lab.terminate('service-a-1')
    expect(await state()).to.equal('ALARM')
    aws.lab.replace('service-a-1', 'service-a-2')
    expect(await state()).to.equal('OK')
    const { AlarmHistoryItems } = await watch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'blackstart-lab-capacity' }),
    )
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).to.deep.equal([
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to ALARM',
    ])
  })

  it('set an alarm by hand, and force its state for a test', async () => {
    const watch = new CloudWatchClient(aws.clientConfig)
    const guard = new DescribeAlarmsCommand({ AlarmNames: ['blackstart-lab-guard'] })
    await watch.send(
      new SetAlarmStateCommand({ AlarmName: 'blackstart-lab-guard', StateValue: 'ALARM', StateReason: 'x' }),
    )
    expect((await watch.send(guard)).MetricAlarms?.[0]?.StateValue).to.equal('ALARM')
    await aws.misbehave({ alarm: { 'blackstart-lab-guard': 'INSUFFICIENT_DATA' } })
    expect((await watch.send(guard)).MetricAlarms?.[0]?.StateValue).to.equal('INSUFFICIENT_DATA')
  })

  it('show the load balancer, and the health of its targets', async () => {
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
