import type { GetMetricDataInput, MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { everyPage } from '../clients/every-page.ts'
import { guarded } from '../clients/guarded.ts'

/** How far a replica in another region was behind in one period, by one metric of RDS. */
export interface LagPeriod {
  /** For example `AuroraGlobalDBRPOLag`. */
  readonly metric: string
  readonly from: Date
  readonly to: Date
  /** The least and the most of it, in milliseconds. */
  readonly leastMs: number
  readonly mostMs: number
}

/** What drills ask of CloudWatch's metrics. */
export interface MetricsPort {
  /**
   * @param replica - a cluster that follows one of another region, or an instance that does
   * @param since - by CloudWatch's clock
   * @param periodMs - how fine; CloudWatch keeps those of RDS by the minute
   */
  replicaLag(replica: LaggingReplica, since: Date, periodMs: number): Promise<readonly LagPeriod[]>
}

export interface LaggingReplica {
  readonly kind: 'cluster' | 'instance'
  readonly id: string
}

/** RDS's words: the metrics, the dimension by which a replica is named, and how many milliseconds their unit has. */
const METRICS = {
  cluster: {
    // Newer engines tell the first one, older ones of MySQL the second.
    names: ['AuroraGlobalDBRPOLag', 'AuroraGlobalDBReplicationLag'],
    dimension: 'DBClusterIdentifier',
    unitMs: 1,
  },
  instance: { names: ['ReplicaLag'], dimension: 'DBInstanceIdentifier', unitMs: 1_000 },
} as const
const HOUR_MS = 3_600_000
const STATISTICS = ['Minimum', 'Maximum'] as const

export async function cloudWatchMetrics(access: AwsAccess): Promise<MetricsPort> {
  const { CloudWatchClient, paginateGetMetricData } = await import('@aws-sdk/client-cloudwatch')
  const client = guarded(new CloudWatchClient(clientOptions(access, 'reads')), 'cloudwatch', access)
  return {
    async replicaLag({ kind, id }, since, periodMs) {
      const { names, dimension, unitMs } = METRICS[kind]
      const wanted: GetMetricDataInput = {
        StartTime: since,
        // Until now, whatever its clock says that is.
        EndTime: new Date(since.getTime() + HOUR_MS),
        MetricDataQueries: names.flatMap((MetricName) =>
          STATISTICS.map((Stat) => ({
            Id: `${Stat.toLowerCase()}_${MetricName}`,
            MetricStat: {
              Metric: { Namespace: 'AWS/RDS', MetricName, Dimensions: [{ Name: dimension, Value: id }] },
              Period: periodMs / 1_000,
              Stat,
            },
          })),
        ),
      }
      const results: MetricDataResult[] = []
      for await (const page of everyPage(paginateGetMetricData({ client }, wanted))) {
        results.push(...(page.MetricDataResults ?? []))
      }
      const valuesOf = (statistic: string, metric: string): Map<number, number> => {
        const found = results.filter(({ Id }) => Id === `${statistic.toLowerCase()}_${metric}`)
        return new Map(
          found.flatMap(({ Timestamps = [], Values = [] }) =>
            Timestamps.map((at, index) => [at.getTime(), Values[index] ?? NaN] as const),
          ),
        )
      }
      return names.flatMap((metric) => {
        const most = valuesOf('Maximum', metric)
        return [...valuesOf('Minimum', metric)].map(([beganMs, least]) => ({
          metric,
          from: new Date(beganMs),
          to: new Date(beganMs + periodMs),
          leastMs: least * unitMs,
          mostMs: (most.get(beganMs) ?? least) * unitMs,
        }))
      })
    },
  }
}
