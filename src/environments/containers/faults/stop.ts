import type { Evidence, IntendedInjection, ResolvedTarget } from '../../../model/fault.ts'
import type { PartSelector } from '../../../model/part-fault.ts'
import { type ContainerFault, evidence, type Reach, receipt } from './container-fault.ts'
import { bringBack, isBack, leftDown, now, startByHand } from './crash.ts'
import { partsWith } from './parts.ts'
import { containerId, containerTarget, isSameLife, recheck } from './target.ts'

async function resolveParts(
  reach: Reach,
  fault: PartSelector & Parameters<typeof containerTarget>[1],
  faultIndex: number,
): Promise<readonly ResolvedTarget[]> {
  const parts = await partsWith(reach, fault)
  return Promise.all(parts.map((one) => containerTarget(reach.stack, fault, faultIndex, one, fault.role, 'inverse')))
}

/**
 * Containers are stopped as `docker stop` does: they are asked to end, killed after their grace period, and no restart
 * policy answers.
 */
export const instanceStop: ContainerFault<'instance.stop'> = {
  resolve: resolveParts,

  async inject({ stack }, target) {
    const { id } = await recheck(stack, target)
    return receipt(() => stack.engine.stop(id))
  },

  async verify({ stack }, target): Promise<Evidence> {
    const container = await stack.container(containerId(target))
    return evidence(container?.state === 'ended', `${target.component} was stopped; ${now(container)}`)
  },

  undo: bringBack,

  async undone(reach, target) {
    const container = await reach.stack.container(containerId(target))
    const holds = await isBack(reach, target)
    return evidence(holds, `${target.component}: ${now(container)}${holds ? leftDown(container) : ''}`)
  },

  byHand: startByHand,
}

/** Containers are stopped in the same way, and started at once. */
export const instanceRestart: ContainerFault<'instance.restart'> = {
  ...instanceStop,
  resolve: resolveParts,

  async inject({ stack }: Reach, target: IntendedInjection) {
    const { id } = await recheck(stack, target)
    return receipt(() => stack.engine.restart(id))
  },

  async verify({ stack }, target) {
    const container = await stack.container(containerId(target))
    const restarted = container?.state === 'running' && !isSameLife(container, target)
    return evidence(restarted, `${target.component} was restarted; ${now(container)}`)
  },
}
