import type { Evidence, IntendedInjection, ResolvedTarget, ZoneIsolate, ZoneLose } from '../../../model/fault.ts'
import { TargetMovedError } from '../../environment.ts'
import { type Drop, dropScript, isPassingScript, passScript, tableOf } from '../engine/drop-scripts.ts'
import { leased, leasedAgain, released } from '../engine/lease.ts'
import { allOf, eachOf } from '../engine/scripts.ts'
import type { StackContainer } from '../stack.ts'
import { type ContainerFault, evidence, lookedOver, type Reach, receipt } from './container-fault.ts'
import { instrumentPorts, untilDropped } from './dropped.ts'
import { ancestryOf, isLeftDown, succession } from './succession.ts'
import { databaseRole, databaseWith, diedBefore, withOwnNetwork } from './target.ts'

async function resolveZone(
  { stack }: Reach,
  fault: ZoneLose | ZoneIsolate,
  faultIndex: number,
): Promise<readonly ResolvedTarget[]> {
  const database = fault.of === undefined ? undefined : await databaseWith(stack, fault.of)
  const zone = fault.zone ?? database?.zone
  if (zone === undefined) return []
  const members = (await stack.containers()).filter((one) => one.zone === zone)
  const [dead] = members.filter(({ state }) => state === 'ended')
  if (dead !== undefined) throw await diedBefore(stack, dead)
  if (members.length === 0) return []
  withOwnNetwork(fault, members)
  const roles = await Promise.all(members.map((one) => databaseRole(stack, one)))
  const primary = members[roles.indexOf('primary')]
  return [
    {
      fault,
      faultIndex,
      component: `zone-${zone}`,
      reversal: 'inverse',
      precondition:
        `${members.map(({ component }) => component).join(', ')} run in zone ${zone}` +
        (primary === undefined ? '' : `, and ${primary.component} is the primary`),
      identity: {
        zone,
        members: members.map(({ id }) => id).join(' '),
        primary: primary?.id ?? '',
        ...(primary === undefined ? {} : await ancestryOf(stack, primary)),
      },
    },
  ]
}

/** The members of the zone as they are now; those that were removed are left out. */
async function membersOf({ stack }: Reach, { identity }: IntendedInjection): Promise<readonly StackContainer[]> {
  const ids = String(identity['members']).split(' ')
  return (await stack.containers()).filter(({ id }) => ids.includes(id))
}

/** That all of it runs, and that its database still has its role. @throws TargetMovedError */
async function recheckZone(reach: Reach, target: IntendedInjection): Promise<readonly StackContainer[]> {
  const members = await membersOf(reach, target)
  const gone = members.find(({ state }) => state !== 'running')
  if (gone !== undefined) throw new TargetMovedError(target.component, `${gone.component} is ${gone.state}`)
  const primary = members.find(({ id }) => id === target.identity['primary'])
  if (primary?.sql !== undefined && (await databaseRole(reach.stack, primary)) !== 'primary') {
    throw new TargetMovedError(target.component, `${primary.component} is not the primary any more`)
  }
  return members
}

/**
 * Cuts all members off at once, in one script. They go on seeing each other, and the instrument's clients inside the
 * zone go on seeing its databases.
 */
export function cutZoneScript(members: readonly StackContainer[], table: string, inside: boolean): string {
  const shared = {
    direction: 'both',
    inside: members.flatMap(({ addresses }) => addresses),
    gateways: members.flatMap(({ gateways }) => gateways),
  } as const
  return allOf(
    running(members).map((member) => {
      const drop: Drop = { ...shared, instrumentPorts: inside ? instrumentPorts(member) : [] }
      return dropScript(member, table, drop)
    }),
  )
}

function openZoneScript(members: readonly StackContainer[], table: string): string {
  return eachOf(running(members).map((member) => passScript(member, table)))
}

function running(members: readonly StackContainer[]): readonly StackContainer[] {
  return members.filter(({ state }) => state === 'running')
}

/** Cuts the members off, and has the helper write down how they are connected again. */
async function closeBorder(
  { hands }: Reach,
  target: IntendedInjection,
  members: readonly StackContainer[],
  inside: boolean,
  lease = leased,
): Promise<void> {
  const table = tableOf(target)
  const helper = await hands()
  await helper.run(lease(target.injectionId, openZoneScript(members, table), cutZoneScript(members, table, inside)))
}

async function openBorder(
  { hands }: Reach,
  target: IntendedInjection,
  members: readonly StackContainer[],
): Promise<void> {
  const helper = await hands()
  await helper.run(released(target.injectionId, openZoneScript(members, tableOf(target))))
}

/** Proof that the border is closed: the rules are in force in every member, and something was dropped by them. */
async function isCut(reach: Reach, target: IntendedInjection, members: readonly StackContainer[]): Promise<Evidence> {
  const dropped = await untilDropped(reach, target, members)
  if (typeof dropped === 'string') return evidence(false, dropped)
  return evidence(true, `${members.length} containers drop whatever crosses the border (${dropped} packets so far)`)
}

async function isOpen(reach: Reach, target: IntendedInjection): Promise<Evidence> {
  const members = await membersOf(reach, target)
  const down = await notBack(reach, target)
  if (down.length > 0) return evidence(false, down.map(({ component, state }) => `${component} is ${state}`).join(', '))
  const helper = await reach.hands()
  const looks = await Promise.all(
    members.map((member) =>
      lookedOver(() => helper.run(isPassingScript(member, tableOf(target))), `${member.component} passes all`),
    ),
  )
  const shutStill = looks.flatMap(({ holds, text }, index) => (holds ? [] : [`${members[index]?.component}: ${text}`]))
  if (shutStill.length > 0) return evidence(false, shutStill.join('; '))
  const left = members.flatMap(({ component, state }) => (state === 'ended' ? [component] : []))
  return evidence(
    true,
    `nothing is dropped at the border of ${target.component}, and all of it runs` +
      (left.length === 0 ? '' : ` but ${left.join(', ')}, which is left down: another one is the primary now`),
  )
}

/** The members that neither run nor are left down on purpose. */
async function notBack(reach: Reach, target: IntendedInjection): Promise<readonly StackContainer[]> {
  const down = (await membersOf(reach, target)).filter(({ state }) => state !== 'running')
  const leave = await Promise.all(down.map((one) => one.state === 'ended' && isLeftDown(reach.stack, one, target)))
  return down.filter((_, index) => leave[index] !== true)
}

/** Starts what has ended, as machines that were switched on again. */
async function startMembers(reach: Reach, target: IntendedInjection): Promise<void> {
  for (const { id, state } of await notBack(reach, target)) if (state === 'ended') await reach.stack.engine.start(id)
}

function startByHand({ identity }: IntendedInjection): string {
  const ids = String(identity['members'])
    .split(' ')
    .map((id) => id.slice(0, 12))
    .join(' ')
  // A container that starts gets a network of its own without our rules.
  return `docker restart ${ids}`
}

/** A zone is cut off in both directions, silently; everything in it lives on. */
export const zoneIsolate: ContainerFault<'zone.isolate'> = {
  resolve: resolveZone,

  async inject(reach, target) {
    const members = await recheckZone(reach, target)
    await reach.hands()
    return receipt(() => closeBorder(reach, target, members, true))
  },

  /** A container that starts again has a network of its own without our rules; the others get its new address. */
  async keep(reach, target) {
    await closeBorder(reach, target, await membersOf(reach, target), true, leasedAgain)
  },

  async verify(reach, target) {
    const members = (await membersOf(reach, target)).filter(({ state }) => state === 'running')
    const cut = await isCut(reach, target, members)
    return { ...cut, text: `${cut.text}; inside live ${members.map(({ component }) => component).join(', ')}` }
  },

  /** A primary that was deposed behind the cut, or of which nobody can tell, is switched off before it is connected. */
  async undo(reach, target) {
    const { engine } = reach.stack
    const primary = String(target.identity['primary'])
    const members = await membersOf(reach, target)
    const isThere = members.some(({ id, state }) => id === primary && state !== 'ended')
    if (isThere && (await succession(reach.stack, primary, target)) !== 'none') await engine.kill(primary)
    await openBorder(reach, target, await membersOf(reach, target))
    await startMembers(reach, target)
  },

  undone: isOpen,
  byHand: startByHand,
}

/**
 * A zone is gone. First its border is closed, so that nothing is refused or reset; then all processes in it stop in their
 * tracks. They are killed last, when the fault is undone: a dead container's address would be answered for by its host.
 */
export const zoneLose: ContainerFault<'zone.lose'> = {
  resolve: resolveZone,

  async inject(reach, target) {
    const members = await recheckZone(reach, target)
    await reach.hands()
    const injected = await receipt(() => closeBorder(reach, target, members, false))
    await Promise.all(members.map(({ id }) => reach.stack.engine.pause(id)))
    return injected
  },

  async verify(reach, target) {
    const members = await membersOf(reach, target)
    const awake = members.filter(({ state }) => state === 'running').map(({ component }) => component)
    if (awake.length > 0) return evidence(false, `${awake.join(', ')} run on`)
    const cut = await isCut(reach, target, members)
    return { ...cut, text: `${cut.text}; nothing in it gets any time` }
  },

  /** What was lost comes back as machines do that were switched on again. */
  async undo(reach, target) {
    const { engine } = reach.stack
    for (const { id, state } of await membersOf(reach, target)) {
      if (state === 'paused') await engine.kill(id)
    }
    // Killed half-way, the injection may have cut some that were never frozen.
    await openBorder(reach, target, await membersOf(reach, target))
    await startMembers(reach, target)
  },

  undone: isOpen,
  byHand: startByHand,
}
