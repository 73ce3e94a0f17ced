import type { ZoneIsolate, ZoneLose } from '../../../model/fault.ts'
import { NoTargetError, RefusedError } from '../../environment.ts'
import type { Subnet } from '../ports/compute.ts'
import { bears } from '../ports/tags.ts'
import type { Reach } from '../reach.ts'
import { type Estate, optedIn, readAccount } from '../topology.ts'
import type { AwsFault, Resource, TaggedTarget } from './aws-fault.ts'
import { BY_FIS } from './by-fis.ts'
import { type PlannedAction, composed, fisRoleOf } from './experiment.ts'
import { durationOf, lastingTarget, stopping } from './lasting.ts'
import { standingIn } from './standing-in.ts'
import { isInZone } from './zone.ts'

/**
 * A zone goes dark: its instances are stopped, its subnets cut off, and clusters that write there fail over, as in FIS's own
 * scenario "AZ Availability: Power Interruption". It does not touch what RDS keeps in the zone as a Multi-AZ instance,
 * nor the load balancer's own nodes: the plan says so.
 */
export const zoneLose: AwsFault<'zone.lose'> = {
  ...BY_FIS,
  resolve: (reach, fault, faultIndex) => resolveZone(reach, fault, faultIndex, powerOff),
}

/**
 * A zone is cut off: each of its subnets takes and sends nothing any more, and everything in it lives on. Its subnets do not
 * reach each other either: FIS denies by the subnet, and has no action for the border of a zone.
 */
export const zoneIsolate: AwsFault<'zone.isolate'> = {
  ...BY_FIS,
  resolve: (reach, fault, faultIndex) => resolveZone(reach, fault, faultIndex, () => NOTHING_MORE),
}

interface Zoned {
  /** What may be drilled. */
  readonly estate: Estate
  /** Everything that there is. */
  readonly account: Estate
  readonly reach: Reach
  readonly zone: string
  /** As FIS writes it. */
  readonly duration: string
}

/** What is done to a zone beside cutting its subnets off. */
interface Further {
  readonly stops: readonly string[]
  readonly hits: readonly Resource[]
  readonly actions: readonly PlannedAction[]
  readonly notes: readonly string[]
}

const NOTHING_MORE: Further = { stops: [], hits: [], actions: [], notes: [] }

/** @throws NoTargetError, RefusedError */
function powerOff({ estate, account, reach, zone, duration }: Zoned): Further {
  const [instances, clusters] = inZone(estate, zone)
  const hits = [...instances, ...clusters]
  if (hits.length === 0) {
    throw new NoTargetError(
      `zone.lose: no running instance and no cluster that writes in ${zone} bears the opt-in tag, so nothing would be lost: ` +
        'only its subnets would be cut off, and that is zone.isolate',
    )
  }
  refuseMissing(inZone(account, zone).flat(), hits, reach)
  return {
    stops: instances.map(({ id }) => id),
    hits,
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
    notes: [
      ...(instances.length === 0 ? ['no instance of it may be drilled and runs, so none is stopped'] : []),
      ...(clusters.length === 0 ? ['no cluster that may be drilled writes there, so none fails over'] : []),
    ],
  }
}

/** Instances that run in a zone, and clusters that write there. */
function inZone({ instances, databases }: Estate, zone: string) {
  return [
    instances.filter((instance) => instance.zone === zone && instance.state === 'running'),
    databases.filter(
      ({ kind, members }) => kind === 'cluster' && members.some((member) => member.writer && member.zone === zone),
    ),
  ] as const
}

/** What a team has named as a target, and a wrong tag keeps from being one. @throws RefusedError */
function refuseMissing(
  there: readonly Required<Pick<Resource, 'id' | 'arn'>>[],
  hits: readonly Resource[],
  { settings: { expectedTargets = [], optInTag } }: Reach,
): void {
  const missing = there
    .filter(({ id, arn }) => expectedTargets.includes(id) || expectedTargets.includes(arn))
    .filter(({ id }) => !hits.some((hit) => hit.id === id))
  if (missing.length === 0) return
  throw new RefusedError(
    missing.map(({ id }) => `${id} is expected to be hit, and would not be: it does not bear the tag ${optInTag.key}`),
  )
}

/** What both have in common is that the subnets are cut off. */
async function resolveZone(
  reach: Reach,
  fault: ZoneLose | ZoneIsolate,
  faultIndex: number,
  further: (zoned: Zoned) => Further,
): Promise<readonly TaggedTarget[]> {
  fisRoleOf(reach)
  const account = await readAccount(reach)
  const estate = optedIn(account, reach.settings)
  const zone = zoneMeant(estate, fault)
  if (zone === undefined) return []
  const subnets = (await subnetsOf(reach)).filter((subnet) => subnet.zone === zone)
  if (subnets.length === 0) return []
  const duration = durationOf(reach, fault)
  const { stops, hits, actions, notes } = further({ estate, account, reach, zone, duration })
  const standing = await standingIn(reach, subnets, account)
  const spec = composed(`Blackstart: ${fault.kind} of ${zone}`, [...actions, cutOff(subnets, duration, 'all')])
  return [
    lastingTarget({
      fault,
      faultIndex,
      component: `zone-${zone}`,
      identity: { zone, stops: stops.join(' '), experiment: JSON.stringify(spec) },
      hits: once([...hits, ...subnets, ...standing.hits]),
      notes: [
        ...notes,
        ...(subnets.length === 1 ? [] : [`its ${subnets.length} subnets do not reach each other either`]),
        ...alsoCut(standing.ofAws),
      ],
    }),
  ]
}

/**
 * A region is cut off: nothing enters or leaves its networks any more, and inside its zones reach each other. FIS has no
 * action for a region; its own scenario "Cross-Region: Connectivity" cuts the way to one other region only, and leaves
 * customers in.
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
    const [account, subnets] = await Promise.all([readAccount(reach), subnetsOf(reach)])
    const writes = optedIn(account, reach.settings).databases.some(({ replica }) => !replica)
    if (!writes || subnets.length === 0) return []
    const standing = await standingIn(reach, subnets, account)
    const duration = durationOf(reach, fault)
    const spec = composed(`Blackstart: ${fault.kind} of ${region}`, [cutOff(subnets, duration, 'vpc')])
    const vpcs = new Set(subnets.map(({ vpc }) => vpc)).size
    return [
      lastingTarget({
        fault,
        faultIndex,
        component: region,
        identity: { zone: region, stops: '', experiment: JSON.stringify(spec) },
        hits: once([...subnets, ...standing.hits]),
        notes: [
          ...(vpcs === 1 ? [] : [`its ${vpcs} networks do not reach each other either`]),
          ...alsoCut(standing.ofAws),
        ],
      }),
    ]
  },
}

function alsoCut(ofAws: string | undefined): string[] {
  return ofAws === undefined ? [] : [`cut off with it, of AWS's own: ${ofAws}`]
}

/** What is hit in two ways is one target. */
function once(hits: readonly Resource[]): readonly Resource[] {
  return [...new Map(hits.map((hit) => [hit.arn ?? hit.id, hit])).values()]
}

async function subnetsOf({ ports, settings }: Reach): Promise<readonly Subnet[]> {
  const subnets = await (await ports.compute()).subnets()
  return subnets.filter(({ tags }) => bears(tags, settings.optInTag))
}

/** @param scope - `all`: each subnet is alone. `vpc`: what enters or leaves the network of the subnets is denied */
function cutOff(subnets: readonly Subnet[], duration: string, scope: 'all' | 'vpc'): PlannedAction {
  return {
    name: 'Cut-Off',
    actionId: 'aws:network:disrupt-connectivity',
    parameters: { duration, scope },
    key: 'Subnets',
    resourceType: 'aws:ec2:subnet',
    arns: subnets.map(({ arn }) => arn),
  }
}

function zoneMeant({ databases, instances }: Estate, { of, zone }: ZoneLose | ZoneIsolate): string | undefined {
  // What only follows has no primary, and is nobody's standby.
  const members = databases.filter(({ replica }) => !replica).flatMap((group) => group.members)
  if (of !== undefined) {
    const meant = new Set(members.flatMap(({ writer, zone: at }) => (writer === (of === 'primary') ? (at ?? []) : [])))
    if (of === 'primary' && meant.size > 1) {
      throw new NoTargetError(`primaries stand in ${[...meant].join(' and ')}: name the zone`)
    }
    return [...meant][0]
  }
  const zones = [...members, ...instances].flatMap((each) => each.zone ?? [])
  return zones.find((candidate) => isInZone(candidate, zone))
}
