import type { DatabaseFreeze, Evidence, InstanceFreeze, IntendedInjection } from '../../../model/fault.ts'
import { type ContainerFault, evidence, type Reach, receipt } from './container-fault.ts'
import { partsWith } from './parts.ts'
import { containerId, containerTarget, databaseWith, isDeposed, recheck } from './target.ts'

const ACT = {
  async inject({ stack }: Reach, target: IntendedInjection) {
    const { id } = await recheck(stack, target)
    return receipt(() => stack.engine.pause(id))
  },

  async verify({ stack }: Reach, target: IntendedInjection): Promise<Evidence> {
    const container = await stack.container(containerId(target))
    const paused = container?.state === 'paused'
    return evidence(paused, `${target.component} is ${paused ? 'frozen: its processes get no time' : 'not frozen'}`)
  },

  undo: ({ stack }: Reach, target: IntendedInjection): Promise<void> =>
    thaw({ stack }, containerId(target), target.identity['role'] === 'primary'),

  async undone({ stack }: Reach, target: IntendedInjection): Promise<Evidence> {
    const container = await stack.container(containerId(target))
    const holds = container === undefined || container.state === 'running'
    return evidence(holds, `the container of ${target.component} is ${container?.state ?? 'removed'}`)
  },

  byHand: (target: IntendedInjection): string => `docker unpause ${containerId(target).slice(0, 12)}`,
}

/**
 * Wakes a container up. A primary that was deposed while it slept must not: it is killed asleep, and starts as a machine
 * that was switched off and on.
 */
async function thaw({ stack }: Pick<Reach, 'stack'>, id: string, wasPrimary: boolean): Promise<void> {
  const container = await stack.container(id)
  // Killed asleep by somebody who did not get further.
  if (container?.state === 'ended') return stack.engine.start(id)
  if (container?.state !== 'paused') return
  if (wasPrimary && (await isDeposed(stack, id))) {
    await stack.engine.kill(id)
    await stack.engine.start(id)
  } else {
    await stack.engine.unpause(id)
  }
}

/** A database stops answering; its connections stay open. */
export const databaseFreeze: ContainerFault<'database.freeze'> = {
  ...ACT,
  async resolve({ stack }, fault: DatabaseFreeze, faultIndex) {
    const container = await databaseWith(stack, fault.role)
    return container === undefined ? [] : [containerTarget(fault, faultIndex, container, fault.role, 'inverse')]
  },
}

/** Instances stop answering; their connections stay open. */
export const instanceFreeze: ContainerFault<'instance.freeze'> = {
  ...ACT,
  async resolve(reach, fault: InstanceFreeze, faultIndex) {
    return (await partsWith(reach, fault)).map((container) =>
      containerTarget(fault, faultIndex, container, fault.role, 'inverse'),
    )
  },
}
