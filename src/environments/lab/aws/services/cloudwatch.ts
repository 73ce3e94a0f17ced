import type {
  DeleteAlarmsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  GetMetricDataInput,
  GetMetricDataOutput,
  MetricDataQuery,
  PutMetricAlarmInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch'
import { CLUSTER, REGION, SECOND_REGION } from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { Alarms } from './alarms.ts'
import { ReplicaLag } from './replica-lag.ts'
import { hasSecondRegion, REPLICA } from './second-region.ts'

/** What a lag is called, and in which part of a second it is told [D]. */
const LAGS: Readonly<Record<string, { readonly dimension: string; readonly of: string; readonly perMs: number }>> = {
  AuroraGlobalDBRPOLag: { dimension: 'DBClusterIdentifier', of: CLUSTER, perMs: 1 },
  AuroraGlobalDBReplicationLag: { dimension: 'DBClusterIdentifier', of: CLUSTER, perMs: 1 },
  ReplicaLag: { dimension: 'DBInstanceIdentifier', of: REPLICA, perMs: 1_000 },
}

/**
 * The alarms by way of CloudWatch. Of metrics it has the lag of the replica in the second region, as finely as it is asked for
 * [K]; what else the lab measures are the probes of the drill.
 */
export function cloudWatch(plane: ControlPlane, alarms: Alarms): Operations {
  const lag = new ReplicaLag(plane)
  const seriesOf = ({ MetricStat }: MetricDataQuery, from: Date, to: Date) => {
    const { Metric, Period = 60, Stat = '' } = MetricStat ?? {}
    const told = LAGS[Metric?.MetricName ?? '']
    const named = Metric?.Dimensions?.some(({ Name, Value }) => Name === told?.dimension && Value === told?.of)
    const ofCluster = told?.dimension === 'DBClusterIdentifier'
    if (told === undefined || named !== true || ofCluster !== (plane.databaseForm === 'cluster')) return undefined
    const series = lag.series(Stat, Period * 1_000, from.getTime(), to.getTime())
    if (series === undefined) throw new AwsError('InvalidParameterValue', `the lab has no statistic '${Stat}'`)
    return { ...series, Values: series.Values.map((ms) => ms / told.perMs) }
  }
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

    GetMetricData: async (input: GetMetricDataInput, { region }: Call): Promise<GetMetricDataOutput> => {
      const { MetricDataQueries = [], StartTime: from = new Date(0), EndTime: to = new Date() } = input
      const isThere = region === SECOND_REGION && hasSecondRegion(await plane.look())
      if (isThere) lag.want()
      return {
        MetricDataResults: MetricDataQueries.map((query) => ({
          Id: query.Id,
          StatusCode: 'Complete',
          ...((isThere ? seriesOf(query, from, to) : undefined) ?? { Timestamps: [], Values: [] }),
        })),
      }
    },
  }
}
