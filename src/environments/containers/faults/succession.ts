import type { IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import type { Lineage } from '../sql.ts'
import type { Stack, StackContainer } from '../stack.ts'

/** How long a database may take to say what it is, before nobody knows, in milliseconds. */
const ANSWER_TIMEOUT_MS = 2_000

/** Whether another database has taken the place of a primary since that was chosen. */
export type Succession = 'none' | 'deposed' | 'unknown'

/** What tells later who its successor is; it goes into the ledger with the target. */
export type Ancestry = Readonly<{
  /** Of its cluster; empty where it was not told. */
  system: string
  /** 0 where it was not told. */
  timeline: number
  /** Identities of databases that have nothing to do with it, whatever they say later. */
  strangers: string
}>

/** Other clusters are told by their system; and who is a primary beside it is not its successor. */
export async function ancestryOf(stack: Stack, { id }: StackContainer): Promise<Ancestry> {
  const all = await databases(stack)
  const said = await Promise.all(all.map((one) => stack.lineage(one)))
  const own = said[all.findIndex((one) => one.id === id)]
  const strangers = all.filter(
    (one, index) => one.id !== id && (said[index]?.role === 'primary' || !isKin(own?.system, said[index]?.system)),
  )
  return {
    system: own?.system ?? '',
    timeline: own?.timeline ?? 0,
    strangers: strangers.map((one) => one.id).join(' '),
  }
}

/** As of now, after one question to each. */
export async function successionNow(stack: Stack, id: string, target: IntendedInjection): Promise<Succession> {
  const strangers = String(target.identity['strangers'] ?? '').split(' ')
  const others = (await databases(stack)).filter((one) => one.id !== id && !strangers.includes(one.id))
  const said = await Promise.all(others.map((one) => stack.lineage(one)))
  if (said.some((one) => one !== undefined && succeeds(one, target))) return 'deposed'
  // One that has ended is nobody's primary; one that lives and says nothing may be.
  return others.some(({ state }, index) => state !== 'ended' && said[index] === undefined) ? 'unknown' : 'none'
}

/** The same, with some patience for a machine that is busy. */
export function succession(stack: Stack, id: string, target: IntendedInjection): Promise<Succession> {
  return waitFor(
    'the databases to say what they are',
    async () => {
      const seen = await successionNow(stack, id, target)
      return seen !== 'unknown' && seen
    },
    { timeoutMs: ANSWER_TIMEOUT_MS, everyMs: 200 },
  ).catch(() => 'unknown')
}

/**
 * Whether a container is left as it is when it has ended: somebody else is the primary now, and no restart policy of the
 * stack's own says that it is to come back. Started all the same, it would be a second one.
 */
export async function isLeftDown(stack: Stack, container: StackContainer, target: IntendedInjection): Promise<boolean> {
  if (!wasPrimary(container.id, target) || container.restarts) return false
  return (await succession(stack, container.id, target)) === 'deposed'
}

/** Whether a container was the primary among the targets of an injection: it may be deposed meanwhile. */
export function wasPrimary(id: string, { identity }: IntendedInjection): boolean {
  return identity['role'] === 'primary' ? identity['container'] === id : identity['primary'] === id
}

function succeeds({ role, system, timeline }: Lineage, { identity }: IntendedInjection): boolean {
  if (role !== 'primary' || !isKin(String(identity['system'] ?? ''), system)) return false
  const before = Number(identity['timeline'] ?? 0)
  return before === 0 || timeline === undefined || timeline > before
}

/** Nobody is told from another by what one of them does not say. */
function isKin(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || one === '' || other === undefined || one === other
}

async function databases(stack: Stack): Promise<readonly StackContainer[]> {
  return (await stack.containers()).filter(
    ({ role, sql }) => sql !== undefined && (role === 'primary' || role === 'standby'),
  )
}
