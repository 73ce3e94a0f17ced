import { AwsError } from './call.ts'
import type { Shape } from './codec/wire.ts'

/** How an operation tells a long list in pages: its list, and how the place to go on from is called in input and output [S]. */
interface Paged {
  readonly list: string
  readonly asked: string
  readonly told: string
}

const byMarker = (list: string): Paged => ({ list, asked: 'Marker', told: 'Marker' })
const byToken = (list: string): Paged => ({ list, asked: 'NextToken', told: 'NextToken' })
const inSmallLetters = (list: string): Paged => ({ list, asked: 'nextToken', told: 'nextToken' })

const PAGED: Readonly<Record<string, Paged>> = {
  DescribeDBClusters: byMarker('DBClusters'),
  DescribeDBInstances: byMarker('DBInstances'),
  DescribeDBSnapshots: byMarker('DBSnapshots'),
  DescribeDBClusterSnapshots: byMarker('DBClusterSnapshots'),
  DescribeEvents: byMarker('Events'),
  DescribeInstances: byToken('Reservations'),
  DescribeSubnets: byToken('Subnets'),
  DescribeNetworkAcls: byToken('NetworkAcls'),
  DescribeNetworkInterfaces: byToken('NetworkInterfaces'),
  DescribeAutoScalingGroups: byToken('AutoScalingGroups'),
  DescribeScalingActivities: byToken('Activities'),
  DescribeLoadBalancers: { ...byMarker('LoadBalancers'), told: 'NextMarker' },
  DescribeAlarms: byToken('MetricAlarms'),
  DescribeAlarmHistory: byToken('AlarmHistoryItems'),
  GetMetricData: byToken('MetricDataResults'),
  ListExperiments: inSmallLetters('experiments'),
  ListExperimentTemplates: inSmallLetters('experimentTemplates'),
  ListExperimentResolvedTargets: inSmallLetters('resolvedTargets'),
  ListActions: inSmallLetters('actions'),
  ListClusters: inSmallLetters('clusterArns'),
  ListServices: inSmallLetters('serviceArns'),
  ListTasks: inSmallLetters('taskArns'),
}

/**
 * The page of an answer that was asked for; whole where the operation has none.
 *
 * @param size - of a page
 * @param endless - every page says that there is more, and names itself as the next one
 * @throws AwsError for a place that it never named
 */
export function pageOf(operation: string, input: Shape, output: Shape, size: number, endless: boolean): Shape {
  const paged = PAGED[operation]
  const list = paged && output[paged.list]
  if (paged === undefined || !Array.isArray(list)) return output
  const token = input[paged.asked]
  const from = typeof token === 'string' ? Number(token.replace(/^page-from-/, '')) : 0
  if (!Number.isInteger(from))
    throw new AwsError('InvalidParameterValue', `${paged.asked} '${String(token)}' is not ours`)
  const to = from + size
  const next = endless ? from : to < list.length ? to : undefined
  return {
    ...output,
    [paged.list]: list.slice(from, to),
    ...(next === undefined ? {} : { [paged.told]: `page-from-${next}` }),
  }
}
