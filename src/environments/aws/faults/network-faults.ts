import type { ZoneIsolate, ZoneLose } from '../../../model/fault.ts'
import { RefusedError } from '../../environment.ts'
import type { Subnet } from '../ports/compute.ts'
import { bears } from '../ports/tags.ts'
import type { Reach } from '../reach.ts'
import { type Estate, readEstate } from '../topology.ts'
import type { AwsFault, Resource, TaggedTarget } from './aws-fault.ts'
import { BY_FIS } from './by-fis.ts'
import { type PlannedAction, composed, fisRoleOf } from './experiment.ts'
import { durationOf, lastingTarget, stopping } from './lasting.ts'
import { isInZone } from './zone.ts'

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
          stopping(instances, duration),
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
  const subnets = (await subnetsOf(reach)).filter((subnet) => subnet.zone === zone)
  if (subnets.length === 0) return []
  const duration = durationOf(reach, fault)
  const { stops, hits, actions } = further({ estate, zone, duration })
  const spec = composed(`Blackstart: ${fault.kind} of ${zone}`, [...actions, cutOff(subnets, duration)])
  const identity = { zone, stops: stops.join(' '), experiment: JSON.stringify(spec) }
  return [lastingTarget({ fault, faultIndex, component: `zone-${zone}`, identity, hits: [...hits, ...subnets] })]
}

/**
 * A region is cut off: none of its subnets takes or sends anything any more. FIS has no action for a region; its own scenario
 * "Cross-Region: Connectivity" cuts the way to one other region only, and leaves customers in.
 */
export const regionIsolate: AwsFault<'region.isolate'> = {
  ...BY_FIS,
  async resolve(reach, fault, faultIndex) {
    fisRoleOf(reach)
    const { region } = reach.settings
    if (fault.region === 'secondary') {
      throw new RefusedError([
        `'aws' hits ${region} alone: to lose the other region, name that one as environments.aws.region`,
      ])
    }
    const [{ databases }, subnets] = await Promise.all([readEstate(reach), subnetsOf(reach)])
    const writes = databases.some(({ replica }) => !replica)
    if (!writes || subnets.length === 0) return []
    const spec = composed(`Blackstart: ${fault.kind} of ${region}`, [cutOff(subnets, durationOf(reach, fault))])
    const identity = { zone: region, stops: '', experiment: JSON.stringify(spec) }
    return [lastingTarget({ fault, faultIndex, component: region, identity, hits: subnets })]
  },
}

async function subnetsOf({ ports, settings }: Reach): Promise<readonly Subnet[]> {
  const subnets = await (await ports.compute()).subnets()
  return subnets.filter(({ tags }) => bears(tags, settings.optInTag))
}

function cutOff(subnets: readonly Subnet[], duration: string): PlannedAction {
  return {
    name: 'Cut-Off',
    actionId: 'aws:network:disrupt-connectivity',
    parameters: { duration, scope: 'all' },
    key: 'Subnets',
    resourceType: 'aws:ec2:subnet',
    arns: subnets.map(({ arn }) => arn),
  }
}

function zoneMeant({ databases, instances }: Estate, { of, zone }: ZoneLose | ZoneIsolate): string | undefined {
  const members = databases.flatMap((group) => group.members)
  if (of !== undefined) return members.find(({ writer }) => writer === (of === 'primary'))?.zone
  const zones = [...members, ...instances].flatMap((each) => each.zone ?? [])
  return zones.find((candidate) => isInZone(candidate, zone))
}
