import type { PartSelector } from '../../../model/part-fault.ts'
import { NoTargetError } from '../../environment.ts'
import type { IntendedInjection } from '../../../model/fault.ts'
import type { StackContainer } from '../stack.ts'
import type { Reach } from './container-fault.ts'
import { containerId, databaseRole, diedBefore } from './target.ts'

/**
 * The running containers that a selector means, in the order of their names; databases by what they are now.
 *
 * @throws ContainerDiedError when one that is meant died before
 * @throws NoTargetError when fewer run than are asked for: a smaller disaster is another experiment
 */
export async function partsWith(
  { stack }: Reach,
  { role, zone, count = 1 }: PartSelector,
): Promise<readonly StackContainer[]> {
  const containers = (await stack.containers()).filter((one) => zone === undefined || one.zone === zone)
  const isDatabase = role === 'primary' || role === 'standby'
  const roles = await Promise.all(
    containers.map(async (one) => (isDatabase && one.state === 'running' ? databaseRole(stack, one) : one.role)),
  )
  const meant = containers.filter((_, index) => roles[index] === role)
  const running = meant.filter(({ state }) => state === 'running')
  const [dead] = meant.filter(({ state }) => state === 'ended')
  if (running.length < count && dead !== undefined) throw await diedBefore(stack, dead)
  if (running.length > 0 && running.length < count) {
    const where = zone === undefined ? '' : ` in zone ${zone}`
    throw new NoTargetError(
      `${count} with the role ${role}${where} are asked for, and ${running.length} run: ${running.map(({ component }) => component).join(', ')}`,
    )
  }
  return running.slice(0, count)
}

/** The container of a target as it is now; undefined when it was removed, or has ended. Frozen it keeps what it has. */
export async function livingTarget({ stack }: Reach, target: IntendedInjection): Promise<StackContainer | undefined> {
  const container = await stack.container(containerId(target))
  return container?.state === 'ended' ? undefined : container
}
