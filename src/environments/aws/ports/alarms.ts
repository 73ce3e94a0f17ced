import type {
  AlarmHistoryItem,
  CompositeAlarm,
  DescribeAlarmHistoryInput,
  DescribeAlarmsInput,
  MetricAlarm,
} from '@aws-sdk/client-cloudwatch'
import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { everyPage } from '../clients/every-page.ts'
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
  const { CloudWatchClient, paginateDescribeAlarms, paginateDescribeAlarmHistory } =
    await import('@aws-sdk/client-cloudwatch')
  const client = guarded(new CloudWatchClient(clientOptions(access, 'reads')), 'cloudwatch', access)
  return {
    async alarms(names) {
      // Without their types the composite ones are left out.
      const wanted: DescribeAlarmsInput = { AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }
      const found: (MetricAlarm | CompositeAlarm)[] = []
      for await (const page of everyPage(paginateDescribeAlarms({ client }, wanted))) {
        found.push(...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []))
      }
      return found.map(({ AlarmName = '', AlarmArn = '', StateValue = '' }) => ({
        name: AlarmName,
        arn: AlarmArn,
        state: StateValue,
      }))
    },
    async changes(name, since) {
      // Until now, whatever its clock says that is.
      const wanted: DescribeAlarmHistoryInput = { AlarmName: name, HistoryItemType: 'StateUpdate', StartDate: since }
      const items: AlarmHistoryItem[] = []
      for await (const page of everyPage(paginateDescribeAlarmHistory({ client }, wanted))) {
        items.push(...(page.AlarmHistoryItems ?? []))
      }
      return items.map(({ Timestamp = new Date(0), HistorySummary = '' }) => ({
        alarm: name,
        at: Timestamp,
        text: HistorySummary,
      }))
    },
  }
}
