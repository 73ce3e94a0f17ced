import type { Evidence, IntendedInjection, ResolvedTarget, ZoneIsolate, ZoneLose } from '../../../model/fault.ts'
import { TargetMovedError } from '../../environment.ts'
import type { StackContainer } from '../stack.ts'
import { type ContainerFault, evidence, type Reach, receipt } from './container-fault.ts'
import { assertOwnNetworks } from './own-network.ts'
import { ancestryOf, isLeftDown, succession } from './succession.ts'
import { databaseRole, databaseWith, diedBefore } from './target.ts'
import { closeBorder, isCut, isOpen, isShut, membersOf, openBorder } from './zone-border.ts'

async function resolveZone(
  { stack }: Reach,
  fault: ZoneLose | ZoneIsolate,
  faultIndex: number,
): Promise<readonly ResolvedTarget[]> {
  const database = fault.of === undefined ? undefined : await databaseWith(stack, fault.of)
  const zone = fault.zone ?? database?.zone
  if (zone === undefined) return []
  const all = await stack.containers()
  const members = all.filter((one) => one.zone === zone)
  const [dead] = members.filter(({ state }) => state === 'ended')
  if (dead !== undefined) throw await diedBefore(stack, dead)
  if (members.length === 0) return []
  assertOwnNetworks(fault.kind, members, all)
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

/** That all of it runs, but for who is left down on purpose, and nobody is cut off. */
async function isBack(reach: Reach, target: IntendedInjection): Promise<Evidence> {
  const down = await notBack(reach, target)
  if (down.length > 0) return evidence(false, down.map(({ component, state }) => `${component} is ${state}`).join(', '))
  const open = await isOpen(reach, target)
  if (!open.holds) return open
  const left = (await membersOf(reach, target)).filter(({ state }) => state === 'ended')
  const but = left.map(({ component }) => ` but ${component}, which is left down: another one is the primary now`)
  return { ...open, text: `${open.text}, and all of it runs${but.join()}` }
}

/** The members that neither run nor are left down on purpose. */
async function notBack(reach: Reach, target: IntendedInjection): Promise<readonly StackContainer[]> {
  const down = (await membersOf(reach, target)).filter(({ state }) => state !== 'running')
  const leave = await Promise.all(
    down.map(async (one) => one.state === 'ended' && (await isLeftDown(reach.stack, one, target))),
  )
  return down.filter((_, index) => leave[index] !== true)
}

/** Starts what has ended, as machines that were switched on again. */
async function startMembers(reach: Reach, target: IntendedInjection): Promise<void> {
  for (const { id, state } of await notBack(reach, target)) if (state === 'ended') await reach.stack.engine.start(id)
}

function startByHand({ stack }: Reach, { identity }: IntendedInjection): string {
  const ids = String(identity['members'])
    .split(' ')
    .map((id) => id.slice(0, 12))
    .join(' ')
  // A container that starts gets a network of its own without our rules.
  return `${stack.engine.command} restart ${ids}`
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
    await closeBorder(reach, target, await membersOf(reach, target), true)
  },

  async verify(reach, target) {
    const members = (await membersOf(reach, target)).filter(({ state }) => state === 'running')
    const cut = await isCut(reach, target, members)
    return { ...cut, text: `${cut.text}; inside live ${members.map(({ component }) => component).join(', ')}` }
  },

  held: isShut,

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

  undone: isBack,
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

  async held(reach, target) {
    const awake = (await membersOf(reach, target)).filter(({ state }) => state === 'running')
    if (awake.length === 0) return isShut(reach, target)
    return evidence(false, `${awake.map(({ component }) => component).join(', ')} came back before the end`)
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

  undone: isBack,
  byHand: startByHand,
}
