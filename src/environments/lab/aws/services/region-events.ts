import type { Event } from '@aws-sdk/client-rds'
import { CLUSTER, REGION, SECOND_REGION } from '../account.ts'
import type { Lateness } from '../lateness.ts'
import type { LabEvent, LabView } from '../lab-view.ts'
import { REGIONS } from '../../names.ts'
import { type RegionFailover, regionFailovers, SECOND_CLUSTER_ARN } from './second-region.ts'

interface Told {
  readonly atMs: number
  readonly message: string
}

const TO = `to DB cluster ${CLUSTER} in Region ${SECOND_REGION}`

/**
 * What RDS tells when the second region takes over. A global failover has no event of its beginning [D]. Of the words only
 * the phases are documented where we could read them; the sentences are ours [K].
 */
export function regionEvents(view: LabView, lateness: Lateness): readonly Event[] {
  const late = lateness.ms('failoverCompletedEventMs')
  const failovers = regionFailovers(view)
  return [
    ...failovers.flatMap((failover) => (failover.inOrder ? ofSwitchover(failover, late) : ofFailover(failover, late))),
    ...(failovers.at(-1)?.inOrder === false ? ofResynchronization(view) : []),
  ]
    .filter(({ atMs }) => atMs <= view.nowMs)
    .map(({ atMs, message }) => ({
      Date: new Date(atMs),
      Message: message,
      EventCategories: ['global-failover'],
      SourceType: 'db-cluster',
      SourceIdentifier: CLUSTER,
      SourceArn: SECOND_CLUSTER_ARN,
    }))
}

/** RDS-EVENT-0238 and 0239. */
function ofFailover({ end }: RegionFailover, lateMs: number): readonly Told[] {
  if (end === undefined) return []
  if (end.kind !== 'promoted') return [{ atMs: end.toMs, message: `Global failover ${TO} failed.` }]
  return [{ atMs: end.toMs + lateMs, message: `Global failover ${TO} completed.` }]
}

/** RDS-EVENT-0181, 0182, 0184, 0185, and 0187. */
function ofSwitchover({ begun, fenced, end }: RegionFailover, lateMs: number): readonly Told[] {
  const began = { atMs: begun.fromMs, message: `Global switchover ${TO} started.` }
  const shutDown = atEnd(fenced, `Old primary DB cluster ${CLUSTER} in Region ${REGION} successfully shut down.`)
  if (end === undefined) return [began, ...shutDown]
  if (end.kind !== 'promoted') {
    return [began, ...shutDown, { atMs: end.toMs, message: `Global switchover ${TO} failed.` }]
  }
  return [
    began,
    ...shutDown,
    ...atEnd(end, `New primary DB cluster ${CLUSTER} in Region ${SECOND_REGION} was successfully promoted.`),
    { atMs: end.toMs + lateMs, message: `Global switchover ${TO} finished.` },
  ]
}

/** RDS-EVENT-0240 and 0241: the databases of the first region are copied again. */
function ofResynchronization({ events }: LabView): readonly Told[] {
  const restored = events.find(({ kind, component }) => kind === 'redundancy-restored' && component === REGIONS[0])
  if (restored === undefined) return []
  const what = `resynchronizing members of DB cluster ${CLUSTER} in Region ${REGION} post global failover.`
  return [
    { atMs: restored.fromMs, message: `Started ${what}` },
    { atMs: restored.toMs, message: `Finished ${what}` },
  ]
}

function atEnd(event: LabEvent | undefined, message: string): readonly Told[] {
  return event === undefined ? [] : [{ atMs: event.toMs, message }]
}
