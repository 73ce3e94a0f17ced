import type {
  DeleteAlarmsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  GetMetricDataInput,
  GetMetricDataOutput,
  PutMetricAlarmInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch'
import { REGION } from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { Alarms } from './alarms.ts'

/** The alarms by way of CloudWatch. Metrics it has none: what the lab measures are the probes of the drill. */
export function cloudWatch(plane: ControlPlane, alarms: Alarms): Operations {
  return {
    DescribeAlarms: async (input: DescribeAlarmsInput, { region }: Call): Promise<DescribeAlarmsOutput> => {
      const all = region === REGION ? alarms.all(await plane.look()) : []
      const wantsMetricAlarms = input.AlarmTypes?.includes('MetricAlarm') !== false
      return {
        CompositeAlarms: [],
        MetricAlarms: all.filter(
          ({ AlarmName = '', StateValue }) =>
            wantsMetricAlarms &&
            (input.AlarmNames === undefined || input.AlarmNames.includes(AlarmName)) &&
            AlarmName.startsWith(input.AlarmNamePrefix ?? '') &&
            (input.StateValue === undefined || input.StateValue === StateValue),
        ),
      }
    },

    DescribeAlarmHistory: async (
      input: DescribeAlarmHistoryInput,
      { region }: Call,
    ): Promise<DescribeAlarmHistoryOutput> => {
      const all = region === REGION ? alarms.history(await plane.look()) : []
      const found = all.filter(
        ({ AlarmName, HistoryItemType, Timestamp }) =>
          (input.AlarmName === undefined || input.AlarmName === AlarmName) &&
          (input.HistoryItemType === undefined || input.HistoryItemType === HistoryItemType) &&
          (input.StartDate === undefined || input.StartDate <= (Timestamp ?? input.StartDate)) &&
          (input.EndDate === undefined || (Timestamp ?? input.EndDate) <= input.EndDate),
      )
      return { AlarmHistoryItems: input.ScanBy === 'TimestampAscending' ? found.toReversed() : found }
    },

    SetAlarmState: ({ AlarmName = '', StateValue = 'OK', StateReason = '' }: SetAlarmStateInput): object => {
      if (!alarms.knows(AlarmName)) throw new AwsError('ResourceNotFound', `there is no alarm '${AlarmName}'`, 404)
      alarms.setState(AlarmName, StateValue, StateReason)
      return {}
    },

    PutMetricAlarm: ({ AlarmName, AlarmDescription, Period, Threshold }: PutMetricAlarmInput): object => {
      alarms.define({ AlarmName, AlarmDescription, Period, Threshold })
      return {}
    },

    DeleteAlarms: ({ AlarmNames = [] }: DeleteAlarmsInput): object => {
      for (const name of AlarmNames) alarms.delete(name)
      return {}
    },

    GetMetricData: ({ MetricDataQueries = [] }: GetMetricDataInput): GetMetricDataOutput => ({
      MetricDataResults: MetricDataQueries.map(({ Id }) => ({
        Id,
        StatusCode: 'Complete',
        Timestamps: [],
        Values: [],
      })),
    }),
  }
}
