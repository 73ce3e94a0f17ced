import type { Evidence, IntendedInjection } from '../../../../model/fault.ts'
import { TargetMovedError } from '../../../environment.ts'
import { REGIONS, type RegionName } from '../../names.ts'
import { type Lab, regionOf } from '../lab.ts'
import type { Regions } from '../regions/regions.ts'
import type { RelayHandle } from '../relay-handle.ts'
import { isDeposed } from './deposed.ts'
import { evidence, type LabFault } from './lab-fault.ts'
import { borderIsSilent, cutBorder } from './zone-target.ts'

/**
 * A region is cut off in both directions, without a word: the relay at its border stands still. Inside, its zones reach each
 * other as before; its databases go on acknowledging to the clients in there until the region itself finds out that it is
 * alone.
 */
export const regionIsolate: LabFault<'region.isolate'> = {
  async resolve(lab, fault, faultIndex) {
    const primary = await lab.databaseWithRole('primary')
    if (lab.regions === undefined || primary === undefined) return []
    const home = regionOf(primary.zone)
    const region = REGIONS.find((name) => (name === home) === (fault.region === 'primary'))
    if (region === undefined) return []
    const relay = borderOf(lab.regions, region)
    const { pid, startedAt } = relay.child.identity
    return [
      {
        fault,
        faultIndex,
        component: region,
        reversal: 'inverse',
        precondition:
          `region ${region} is reached through process ${pid} (${relay.child.id}), ` +
          `the primary (${primary.id}) is ${fault.region === 'primary' ? 'in it' : 'in the other one'}`,
        identity: {
          region,
          relay: relay.child.id,
          pid,
          startedAt,
          primary: primary.id,
          eventsSeen: lab.events.events.length,
        },
      },
    ]
  },

  inject: async (lab, target) => cutBorder(await recheckRegion(lab, target)),

  async verify(lab, target) {
    const silent = await borderIsSilent(borderIn(lab, target))
    const living = inside(lab, target).filter(({ alive }) => alive)
    return evidence(silent.holds, `${silent.text}; inside live ${living.map(({ id }) => id).join(', ') || 'none'}`)
  },

  /**
   * Opens the border again. A region whose successor was promoted is evacuated before: connected, its primary would be a
   * second one. What it acknowledged meanwhile stays on its disk, and is saved before its databases are copied again.
   */
  async undo(lab, target) {
    const relay = borderIn(lab, target)
    const primary = lab.databases.find(({ id }) => id === target.identity['primary'])
    const held = primary !== undefined && regionOf(primary.zone) === target.identity['region']
    if (relay.silent && held && (await isDeposed(lab, primary, Number(target.identity['eventsSeen'])))) {
      await lab.regions?.first.evacuate('kill')
      lab.events.note('deposed-killed', primary.id, `${primary.id} was deposed: evacuated before its region is open`)
    }
    await relay.resume()
  },

  async undone(lab, target): Promise<Evidence> {
    const relay = borderIn(lab, target)
    if (relay.silent) return evidence(false, `${relay.child.id} is still stopped`)
    const { mode } = await relay.state('front')
    return evidence(true, `${relay.child.id} answers, its route to the front is '${mode}'`)
  },
}

/**
 * That the region is open, and the primary still where it was.
 *
 * @throws TargetMovedError
 */
async function recheckRegion(lab: Lab, target: IntendedInjection): Promise<RelayHandle> {
  const relay = borderIn(lab, target)
  if (relay.silent) throw new TargetMovedError(target.component, `${target.component} is cut off already`)
  const primary = (await lab.databaseWithRole('primary'))?.id ?? 'none'
  const was = String(target.identity['primary'])
  if (primary !== was) throw new TargetMovedError(target.component, `the primary was ${was} and is now ${primary}`)
  return relay
}

function borderIn({ regions }: Lab, { identity }: IntendedInjection): RelayHandle {
  if (regions === undefined) throw new RangeError('the lab has one region only')
  return borderOf(regions, identity['region'] as RegionName)
}

/** The second region has one zone: the border of the one is that of the other. */
function borderOf({ border, zone }: Regions, region: RegionName): RelayHandle {
  return region === REGIONS[0] ? border : zone.relay
}

function inside(
  lab: Lab,
  { identity }: IntendedInjection,
): readonly { readonly id: string; readonly alive: boolean }[] {
  return [...lab.zoneParts]
    .filter(([zone]) => regionOf(zone) === identity['region'])
    .flatMap(([, { database, services }]) => [database, ...services.instances])
}
