import type { ZoneIsolate, ZoneLose } from '../../../model/fault.ts'
import { NoTargetError, RefusedError } from '../../environment.ts'
import type { Subnet } from '../ports/compute.ts'
import { bears } from '../ports/tags.ts'
import type { Reach } from '../reach.ts'
import { type Estate, optedIn, readAccount } from '../topology.ts'
import type { AwsFault, Resource, TaggedTarget } from './aws-fault.ts'
import { BY_FIS } from './by-fis.ts'
import { cutOffSubnets } from './cut-off.ts'
import { type PlannedAction, composed, fisRoleOf } from './experiment.ts'
import { inZoneAlone, refuseHalfCut } from './cut-whole.ts'
import { failingOver } from './failing-over.ts'
import { durationOf, lastingTarget } from './lasting.ts'
import { withMembers } from './members.ts'
import { type Further, type Zoned, powerOff } from './power-off.ts'
import { standingIn } from './standing-in.ts'
import { isInZone } from './zone.ts'

/**
 * A zone goes dark: its instances are stopped, its scaling groups launch no others there, its subnets are cut off, and
 * clusters that write there fail over, as in FIS's own scenario "AZ Availability: Power Interruption". It does not touch what
 * RDS keeps in the zone as a Multi-AZ instance, nor the load balancer's own nodes: the plan says so.
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

const NOTHING_MORE: Further = { stops: [], hits: [], actions: [], notes: [] }

/** What both have in common is that the subnets are cut off. */
async function resolveZone(
  reach: Reach,
  fault: ZoneLose | ZoneIsolate,
  faultIndex: number,
  further: (zoned: Zoned) => Further | Promise<Further>,
): Promise<readonly TaggedTarget[]> {
  fisRoleOf(reach)
  const account = await readAccount(reach)
  const estate = optedIn(account, reach.settings)
  const zone = zoneMeant(estate, fault)
  if (zone === undefined) return []
  const all = (await allSubnets(reach)).filter((subnet) => subnet.zone === zone)
  const subnets = ours(all, reach)
  if (subnets.length === 0) return []
  const left = refuseHalfCut({ what: zone, all, cut: subnets, meant: inZoneAlone(estate, zone) }, reach.settings)
  const duration = durationOf(reach, fault)
  const { stops, hits, actions, notes } = await further({ estate, account, reach, zone, duration })
  const standing = await standingIn(reach, subnets, account)
  await refuseCutOff(reach, subnets)
  const spec = composed(`Blackstart: ${fault.kind} of ${zone}`, [...actions, cutOff(subnets, duration, 'all')])
  const failing = hits.flatMap((hit) => account.databases.find(({ arn }) => arn === hit.arn) ?? [])
  return [
    lastingTarget({
      fault,
      faultIndex,
      component: `zone-${zone}`,
      identity: {
        zone,
        stops: stops.join(' '),
        failing: JSON.stringify(failing.map((group) => failingOver(reach, group))),
        experiment: JSON.stringify(spec),
      },
      hits: withMembers(once([...hits, ...subnets, ...standing.hits]), account.databases),
      notes: [
        ...notes,
        ...left,
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
    const [account, all] = await Promise.all([readAccount(reach), allSubnets(reach)])
    const [estate, subnets] = [optedIn(account, reach.settings), ours(all, reach)]
    const writes = estate.databases.some(({ replica }) => !replica)
    if (!writes || subnets.length === 0) return []
    const left = refuseHalfCut({ what: region, all, cut: subnets, meant: estate }, reach.settings)
    const standing = await standingIn(reach, subnets, account)
    await refuseCutOff(reach, subnets)
    const duration = durationOf(reach, fault)
    const spec = composed(`Blackstart: ${fault.kind} of ${region}`, [cutOff(subnets, duration, 'vpc')])
    const vpcs = new Set(subnets.map(({ vpc }) => vpc)).size
    return [
      lastingTarget({
        fault,
        faultIndex,
        component: region,
        identity: { zone: region, stops: '', experiment: JSON.stringify(spec) },
        hits: withMembers(once([...subnets, ...standing.hits]), account.databases),
        notes: [
          ...left,
          ...(vpcs === 1 ? [] : [`its ${vpcs} networks do not reach each other either`]),
          ...alsoCut(standing.ofAws),
        ],
      }),
    ]
  },
}

/** @throws RefusedError where FIS has cut something off already: nobody could tell what this drill does */
async function refuseCutOff(reach: Reach, subnets: readonly Subnet[]): Promise<void> {
  const ids = subnets.map(({ id }) => id)
  const cut = await cutOffSubnets(reach, ids)
  if (cut.length === 0) return
  throw new RefusedError([
    `${cut.join(', ')} already has a network ACL of FIS: nobody could tell what this drill has done; ` +
      'end the experiment that it belongs to, or put the ACL back that was there before',
  ])
}

function alsoCut(ofAws: string | undefined): string[] {
  return ofAws === undefined ? [] : [`cut off with it, of AWS's own: ${ofAws}`]
}

/** What is hit in two ways is one target. */
function once(hits: readonly Resource[]): readonly Resource[] {
  return [...new Map(hits.map((hit) => [hit.arn ?? hit.id, hit])).values()]
}

async function allSubnets({ ports }: Reach): Promise<readonly Subnet[]> {
  return await (await ports.compute()).subnets()
}

function ours(subnets: readonly Subnet[], { settings }: Reach): readonly Subnet[] {
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
