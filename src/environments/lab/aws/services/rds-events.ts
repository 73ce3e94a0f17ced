import type { Event } from '@aws-sdk/client-rds'
import { CLUSTER, CLUSTER_ARN, databaseArn } from '../account.ts'
import type { DatabaseForm } from '../control-plane.ts'
import type { Lateness } from '../lateness.ts'
import { type Failover, failovers, type LabView } from '../lab-view.ts'

/** A failover that was asked for, and of which nothing came. */
export interface AbandonedFailover {
  readonly atMs: number
}

interface Told {
  readonly atMs: number
  readonly of: 'db-cluster' | 'db-instance'
  readonly source: string
  readonly categories: readonly string[]
  readonly message: string
}

/**
 * What RDS tells about the failovers of the lab, as late as it tells it. The messages are those of its documentation [D]: the
 * events have no id here, only in EventBridge [S], so that clients must go by the texts.
 */
export function rdsEvents(
  view: LabView,
  form: DatabaseForm,
  lateness: Lateness,
  abandoned: readonly AbandonedFailover[],
): readonly Event[] {
  const late = lateness.ms('failoverCompletedEventMs')
  const told = [
    ...failovers(view).flatMap((failover) =>
      form === 'cluster' ? ofCluster(failover, late) : ofInstance(failover, late),
    ),
    ...(form === 'cluster' ? restarts(view) : []),
    ...abandoned.map(({ atMs }) => ({
      // RDS-EVENT-0034 [D]; of a cluster it is not documented.
      ...(form === 'cluster' ? { of: 'db-cluster' as const } : { of: 'db-instance' as const }),
      atMs,
      source: CLUSTER,
      categories: ['failover'],
      message: 'Abandoning user requested failover since a failover recently occurred on the database instance.',
    })),
  ]
  return told
    .filter(({ atMs }) => atMs <= view.nowMs)
    .sort((one, other) => one.atMs - other.atMs)
    .map(({ atMs, of, source, categories, message }) => ({
      Date: new Date(atMs),
      Message: message,
      EventCategories: [...categories],
      SourceType: of,
      SourceIdentifier: source,
      SourceArn: of === 'db-cluster' ? CLUSTER_ARN : databaseArn(source),
    }))
}

/** RDS-EVENT-0073, 0071, 0069 [D]. */
function ofCluster({ begunMs, to, end }: Failover, lateMs: number): readonly Told[] {
  const basics = { of: 'db-cluster', source: CLUSTER, categories: ['failover'] } as const
  const started = { ...basics, atMs: begunMs, message: `Started cross AZ failover to DB instance: ${to}` }
  if (end === undefined) return [started]
  const message = end.failed
    ? 'Cluster failover failed, check the status of your DB instances, and try again.'
    : `Completed failover to DB instance: ${to}`
  return [started, { ...basics, atMs: end.atMs + (end.failed ? 0 : lateMs), message }]
}

/** RDS-EVENT-0013, 0006, 0049 [D]; that the request is told at completion: [P]. */
function ofInstance({ begunMs, requested, end }: Failover, lateMs: number): readonly Told[] {
  const basics = { of: 'db-instance', source: CLUSTER } as const
  const started = { ...basics, atMs: begunMs, categories: ['failover'], message: 'Multi-AZ instance failover started.' }
  if (end === undefined || end.failed) return [started]
  const atMs = end.atMs + lateMs
  return [
    started,
    { ...basics, atMs: end.atMs, categories: ['availability'], message: 'DB instance restarted' },
    { ...basics, atMs, categories: ['failover'], message: 'Multi-AZ instance failover completed' },
    ...(requested
      ? [{ ...basics, atMs, categories: ['failover'], message: 'The user requested a failover of the DB instance.' }]
      : []),
  ]
}

/** RDS-EVENT-0004 and 0006 of the members [D]. */
function restarts({ events }: LabView): readonly Told[] {
  return events.flatMap(({ kind, component, toMs }): readonly Told[] => {
    const basics = { atMs: toMs, of: 'db-instance', source: component, categories: ['availability'] } as const
    if (kind === 'primary-stopped' || kind === 'fenced') return [{ ...basics, message: 'DB instance shutdown' }]
    return kind === 'redundancy-restored' ? [{ ...basics, message: 'DB instance restarted' }] : []
  })
}
