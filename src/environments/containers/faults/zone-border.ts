import type { Evidence, IntendedInjection } from '../../../model/fault.ts'
import {
  type Drop,
  dropScript,
  isDroppingScript,
  isPassingScript,
  passScript,
  tableOf,
} from '../engine/drop-scripts.ts'
import { leased, released } from '../engine/lease.ts'
import { eachOf } from '../engine/scripts.ts'
import type { StackContainer } from '../stack.ts'
import { evidence, lookedOver, type Reach } from './container-fault.ts'
import { instrumentPorts, untilDropped } from './dropped.ts'

/** The members of the zone as they are now; those that were removed are left out. */
export async function membersOf({ stack }: Reach, { identity }: IntendedInjection): Promise<readonly StackContainer[]> {
  const ids = String(identity['members']).split(' ')
  return (await stack.containers()).filter(({ id }) => ids.includes(id))
}

/**
 * Cuts all members off, in one script. They go on seeing each other, and where the instrument's clients inside the zone
 * are to live, those go on seeing its databases. One member that has died in between must keep neither the others from
 * being cut off, nor from being connected again.
 */
function cutZoneScript(members: readonly StackContainer[], table: string, inside: boolean): string {
  const shared = {
    direction: 'both',
    inside: members.flatMap(({ addresses }) => addresses),
    gateways: members.flatMap(({ gateways }) => gateways),
  } as const
  return eachOf(
    members.filter(isAlive).map((member) => {
      const drop: Drop = { ...shared, instrumentPorts: inside ? instrumentPorts(member) : [] }
      return dropScript(member, table, drop)
    }),
  )
}

function openZoneScript(members: readonly StackContainer[], table: string): string {
  return eachOf(members.filter(isAlive).map((member) => passScript(member, table)))
}

/** Frozen it keeps what it has. */
function isAlive({ state }: StackContainer): boolean {
  return state !== 'ended'
}

/** Cuts the members off, and has the helper write down how they are connected again. */
export async function closeBorder(
  { hands }: Reach,
  target: IntendedInjection,
  members: readonly StackContainer[],
  inside: boolean,
): Promise<void> {
  const table = tableOf(target)
  const helper = await hands()
  await helper.run(leased(target.injectionId, openZoneScript(members, table), cutZoneScript(members, table, inside)))
}

export async function openBorder(
  { hands }: Reach,
  target: IntendedInjection,
  members: readonly StackContainer[],
): Promise<void> {
  const helper = await hands()
  await helper.run(released(target.injectionId, openZoneScript(members, tableOf(target))))
}

/** Proof that the border is closed: the rules are in force in every member, and something was dropped by them. */
export async function isCut(
  reach: Reach,
  target: IntendedInjection,
  members: readonly StackContainer[],
): Promise<Evidence> {
  const dropped = await untilDropped(reach, target, members)
  if (typeof dropped === 'string') return evidence(false, dropped)
  return evidence(
    true,
    `${members.length === 1 ? 'one container drops' : `${members.length} containers drop`} whatever crosses the border (${dropped} so far)`,
  )
}

/** That the rules are there still, in every member that lives. */
export function isShut(reach: Reach, target: IntendedInjection): Promise<Evidence> {
  return ofEach(reach, target, isDroppingScript, `the border of ${target.component} was shut until the end`)
}

/** That nobody drops anything any more. */
export function isOpen(reach: Reach, target: IntendedInjection): Promise<Evidence> {
  return ofEach(reach, target, isPassingScript, `nothing is dropped at the border of ${target.component}`)
}

/** The same look at every member that lives; who cannot look has not seen it. */
async function ofEach(
  reach: Reach,
  target: IntendedInjection,
  look: typeof isPassingScript,
  text: string,
): Promise<Evidence> {
  const helper = await reach.hands()
  for (const member of (await membersOf(reach, target)).filter(isAlive)) {
    const seen = await lookedOver(() => helper.run(look(member, tableOf(target))), text)
    if (!seen.holds) return { ...seen, text: `${member.component}: ${seen.text}` }
  }
  return evidence(true, text)
}
