import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { expect } from 'chai'
import { LocalEndpoints } from '../../../../support/aws/local-endpoints.ts'

describe('CloudWatch of the AWS endpoints', () => {
  let aws: LocalEndpoints

  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
  })
  afterEach(() => aws.close())

  it('raises the capacity alarm while an instance is missing, and keeps its history', async () => {
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

  it('lets an alarm be set by hand, and its state be forced for a test', async () => {
    const watch = new CloudWatchClient(aws.clientConfig)
    const guard = new DescribeAlarmsCommand({ AlarmNames: ['blackstart-lab-guard'] })
    await watch.send(
      new SetAlarmStateCommand({ AlarmName: 'blackstart-lab-guard', StateValue: 'ALARM', StateReason: 'x' }),
    )
    expect((await watch.send(guard)).MetricAlarms?.[0]?.StateValue).to.equal('ALARM')
    await aws.misbehave({ alarm: { 'blackstart-lab-guard': 'INSUFFICIENT_DATA' } })
    expect((await watch.send(guard)).MetricAlarms?.[0]?.StateValue).to.equal('INSUFFICIENT_DATA')
  })
})
