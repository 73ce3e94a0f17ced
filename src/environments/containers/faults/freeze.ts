import type { DatabaseFreeze, Evidence, InstanceFreeze, IntendedInjection } from '../../../model/fault.ts'
import { type ContainerFault, evidence, type Reach, receipt } from './container-fault.ts'
import { bringBack, isBack, leftDown } from './crash.ts'
import { partsWith } from './parts.ts'
import { succession, wasPrimary } from './succession.ts'
import { containerId, containerTarget, databaseWith, isSameLife, recheck } from './target.ts'

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

  /** Ended by whoever fences it, it has not come back: only the life that was frozen would. */
  async held({ stack }: Reach, target: IntendedInjection): Promise<Evidence> {
    const container = await stack.container(containerId(target))
    const woke = container?.state === 'running' && isSameLife(container, target)
    return evidence(!woke, `${target.component} ${woke ? 'was woken up before the end' : 'did not wake up'}`)
  },

  /**
   * A primary that was deposed while it slept must not wake up, and neither one of which nobody can tell: it is killed
   * asleep, and starts as a machine that was switched off and on.
   */
  async undo(reach: Reach, target: IntendedInjection): Promise<void> {
    const { stack } = reach
    const container = await stack.container(containerId(target))
    if (container?.state === 'paused') {
      const { id } = container
      const isSafe = !wasPrimary(id, target) || (await succession(stack, id, target)) === 'none'
      if (isSafe) await stack.engine.unpause(id)
      else await stack.engine.kill(id)
    }
    await bringBack(reach, target)
  },

  async undone(reach: Reach, target: IntendedInjection): Promise<Evidence> {
    const container = await reach.stack.container(containerId(target))
    const holds = await isBack(reach, target)
    const state = container?.state ?? 'removed'
    return evidence(holds, `the container of ${target.component} is ${state}${holds ? leftDown(container) : ''}`)
  },

  byHand: ({ stack }: Reach, target: IntendedInjection): string =>
    `${stack.engine.command} unpause ${containerId(target).slice(0, 12)}`,
}

/** A database stops answering; its connections stay open. */
export const databaseFreeze: ContainerFault<'database.freeze'> = {
  ...ACT,
  async resolve({ stack }, fault: DatabaseFreeze, faultIndex) {
    const container = await databaseWith(stack, fault.role)
    if (container === undefined) return []
    return [await containerTarget(stack, fault, faultIndex, container, fault.role, 'inverse')]
  },
}

/** Instances stop answering; their connections stay open. */
export const instanceFreeze: ContainerFault<'instance.freeze'> = {
  ...ACT,
  async resolve(reach, fault: InstanceFreeze, faultIndex) {
    const parts = await partsWith(reach, fault)
    return Promise.all(parts.map((one) => containerTarget(reach.stack, fault, faultIndex, one, fault.role, 'inverse')))
  },
}
