import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { guarded } from '../clients/guarded.ts'

export interface Alarm {
  readonly name: string
  readonly arn: string
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string
}

/** A change of an alarm's state. */
export interface AlarmChange {
  readonly alarm: string
  readonly at: Date
  readonly text: string
}

/** What drills ask of CloudWatch. */
export interface AlarmsPort {
  /** Those of the names that exist. */
  alarms(names: readonly string[]): Promise<readonly Alarm[]>
  changes(name: string, since: Date): Promise<readonly AlarmChange[]>
}

export async function cloudWatchAlarms(access: AwsAccess): Promise<AlarmsPort> {
  const { CloudWatchClient, DescribeAlarmsCommand, DescribeAlarmHistoryCommand } =
    await import('@aws-sdk/client-cloudwatch')
  const client = guarded(new CloudWatchClient(clientOptions(access, 'reads')), 'cloudwatch', access)
  return {
    async alarms(names) {
      const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
        // Without their types the composite ones are left out.
        new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
      )
      return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName = '', AlarmArn = '', StateValue = '' }) => ({
        name: AlarmName,
        arn: AlarmArn,
        state: StateValue,
      }))
    },
    async changes(name, since) {
      const { AlarmHistoryItems = [] } = await client.send(
        new DescribeAlarmHistoryCommand({
          AlarmName: name,
          HistoryItemType: 'StateUpdate',
          // Until now, whatever its clock says that is.
          StartDate: since,
        }),
      )
      return AlarmHistoryItems.map(({ Timestamp = new Date(0), HistorySummary = '' }) => ({
        alarm: name,
        at: Timestamp,
        text: HistorySummary,
      }))
    },
  }
}
