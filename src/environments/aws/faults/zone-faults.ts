import { durationMs } from '../../../model/duration.ts'
import type { ZoneIsolate, ZoneLose } from '../../../model/fault.ts'
import type { Reach } from '../reach.ts'
import { type Estate, readEstate } from '../topology.ts'
import { type AwsFault, type Resource, type TaggedTarget } from './aws-fault.ts'
import { BY_FIS } from './by-fis.ts'
import { type PlannedAction, composed, fisRoleOf, isoMinutes } from './experiment.ts'
import { isInZone } from './zone.ts'
import { bears } from '../ports/tags.ts'

/**
 * A zone goes dark: its instances are stopped, its subnets cut off, and clusters that write there fail over, as in FIS's own
 * scenario "AZ Availability: Power Interruption". It does not touch what RDS keeps in the zone as a Multi-AZ instance,
 * nor the load balancer's own nodes: the plan says so.
 */
export const zoneLose: AwsFault<'zone.lose'> = {
  ...BY_FIS,
  resolve: (reach, fault, faultIndex) =>
    resolveZone(reach, fault, faultIndex, ({ estate, zone, duration }) => {
      const instances = estate.instances.filter((instance) => instance.zone === zone && instance.state === 'running')
      const clusters = estate.databases.filter(
        ({ kind, members }) => kind === 'cluster' && members.some((member) => member.writer && member.zone === zone),
      )
      return {
        stops: instances.map(({ id }) => id),
        hits: [...instances, ...clusters],
        actions: [
          {
            name: 'Stop-Instances',
            actionId: 'aws:ec2:stop-instances',
            parameters: { completeIfInstancesTerminated: 'true', startInstancesAfterDuration: duration },
            key: 'Instances',
            resourceType: 'aws:ec2:instance',
            arns: instances.map(({ arn }) => arn),
          },
          {
            name: 'Failover-Databases',
            actionId: 'aws:rds:failover-db-cluster',
            key: 'Clusters',
            resourceType: 'aws:rds:cluster',
            arns: clusters.map(({ arn }) => arn),
          },
        ],
      }
    }),
}

/** A zone is cut off: its subnets take and send nothing any more, and everything in it lives on. */
export const zoneIsolate: AwsFault<'zone.isolate'> = {
  ...BY_FIS,
  resolve: (reach, fault, faultIndex) =>
    resolveZone(reach, fault, faultIndex, () => ({ stops: [], hits: [], actions: [] })),
}

interface Zoned {
  readonly estate: Estate
  readonly zone: string
  /** As FIS writes it. */
  readonly duration: string
}

interface Further {
  readonly stops: readonly string[]
  readonly hits: readonly Resource[]
  readonly actions: readonly PlannedAction[]
}

/** What both have in common is that the subnets are cut off. */
async function resolveZone(
  reach: Reach,
  fault: ZoneLose | ZoneIsolate,
  faultIndex: number,
  further: (zoned: Zoned) => Further,
): Promise<readonly TaggedTarget[]> {
  fisRoleOf(reach)
  const estate = await readEstate(reach)
  const zone = zoneMeant(estate, fault)
  if (zone === undefined) return []
  const subnets = (await (await reach.ports.compute()).subnets()).filter(
    (subnet) => subnet.zone === zone && bears(subnet.tags, reach.settings.optInTag),
  )
  if (subnets.length === 0) return []
  const lasts = 'for' in fault && fault.for !== undefined ? durationMs(fault.for) : reach.longestMs
  const duration = isoMinutes(lasts)
  const { stops, hits, actions } = further({ estate, zone, duration })
  const cutOff: PlannedAction = {
    name: 'Cut-Off',
    actionId: 'aws:network:disrupt-connectivity',
    parameters: { duration, scope: 'all' },
    key: 'Subnets',
    resourceType: 'aws:ec2:subnet',
    arns: subnets.map(({ arn }) => arn),
  }
  const spec = composed(`Blackstart: ${fault.kind} of ${zone}`, [...actions, cutOff])
  const target = {
    fault,
    faultIndex,
    component: `zone-${zone}`,
    // At its duration it ends by itself, whoever is left.
    reversal: 'expires',
    precondition: `${zone} holds ${[...hits, ...subnets].map(({ id }) => id).join(', ')}`,
    identity: { zone, stops: stops.join(' '), experiment: JSON.stringify(spec) },
  } as const
  return [{ target, hits: [...hits, ...subnets] }]
}

function zoneMeant({ databases, instances }: Estate, { of, zone }: ZoneLose | ZoneIsolate): string | undefined {
  const members = databases.flatMap((group) => group.members)
  if (of !== undefined) return members.find(({ writer }) => writer === (of === 'primary'))?.zone
  const zones = [...members, ...instances].flatMap((each) => each.zone ?? [])
  return zones.find((candidate) => isInZone(candidate, zone))
}
