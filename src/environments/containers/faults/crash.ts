import type { DatabaseKill, Evidence, InstanceTerminate, IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import { crashScript } from '../engine/scripts.ts'
import type { StackContainer } from '../stack.ts'
import { type ContainerFault, evidence, type Reach, receipt } from './container-fault.ts'
import { partsWith } from './parts.ts'
import { isLeftDown } from './succession.ts'
import { containerId, containerTarget, databaseWith, isSameLife, recheck } from './target.ts'

/** How long the engine may take to notice that a process is gone, in milliseconds. */
const NOTICED_TIMEOUT_MS = 5_000

const ACT = {
  /**
   * The first process of a container dies, and everything inside with it; the restart policy answers, if there is one. A
   * kill by the engine would be another fault: it tells the policy to keep still.
   */
  async inject({ stack, hands }: Reach, target: IntendedInjection) {
    const container = await recheck(stack, target)
    // Where no policy would answer the two are the same, and the engine's needs no helper.
    if (!container.restarts) return receipt(() => stack.engine.kill(container.id))
    const helper = await hands()
    return receipt(() => helper.run(crashScript(container)))
  },

  async verify({ stack }: Reach, target: IntendedInjection): Promise<Evidence> {
    const { pid } = target.identity
    const seen = await waitFor(
      'the engine to notice',
      async () => {
        const container = await stack.container(containerId(target))
        return container === undefined || !isSameLife(container, target) ? { container } : undefined
      },
      { timeoutMs: NOTICED_TIMEOUT_MS, everyMs: 20 },
    ).catch(() => undefined)
    if (seen === undefined) return evidence(false, `process ${pid} of ${target.component} lives on`)
    return evidence(true, `process ${pid} of ${target.component} is dead; ${now(seen.container)}`)
  },

  undo: bringBack,

  async undone(reach: Reach, target: IntendedInjection): Promise<Evidence> {
    const container = await reach.stack.container(containerId(target))
    if (container !== undefined && isSameLife(container, target)) {
      return evidence(true, `process ${target.identity['pid']} of ${target.component} lives: it was never killed`)
    }
    const holds = await isBack(reach, target)
    return evidence(holds, `${target.component}: ${now(container)}${holds ? leftDown(container) : ''}`)
  },

  byHand: startByHand,
}

/** What the restart policy does not bring back is brought back, unless another one has taken its place as the primary. */
export async function bringBack({ stack }: Reach, target: IntendedInjection): Promise<void> {
  const container = await stack.container(containerId(target))
  if (container?.state !== 'ended' || (await isLeftDown(stack, container, target))) return
  await stack.engine.start(container.id)
}

/** Whether a container runs, or somebody else has taken its place, or it was removed. */
export async function isBack({ stack }: Reach, target: IntendedInjection): Promise<boolean> {
  const container = await stack.container(containerId(target))
  if (container?.state !== 'ended') return container?.state !== 'paused'
  return isLeftDown(stack, container, target)
}

export function startByHand({ stack }: Reach, target: IntendedInjection): string {
  return `${stack.engine.command} start ${containerId(target).slice(0, 12)}`
}

/** Why it counts as back although it does not run, in words. */
export function leftDown(container: StackContainer | undefined): string {
  return container?.state === 'ended' ? '; it is left down, for another one is the primary now' : ''
}

/** What became of a container, in words. */
export function now(container: StackContainer | undefined): string {
  if (container === undefined) return 'its container is removed'
  if (container.state === 'ended') {
    return `its container ended with ${container.exitCode}${container.restarts ? ', and is to be started again' : ''}`
  }
  return `its container was started again, as process ${container.pid}`
}

/** The process of a database dies. */
export const databaseKill: ContainerFault<'database.kill'> = {
  ...ACT,
  async resolve({ stack }, fault: DatabaseKill, faultIndex) {
    const container = await databaseWith(stack, fault.role)
    if (container === undefined) return []
    const reversal = container.restarts ? 'replaced-by-system' : 'inverse'
    return [await containerTarget(stack, fault, faultIndex, container, fault.role, reversal)]
  },
}

/** Instances die, without a chance to finish what they do. */
export const instanceTerminate: ContainerFault<'instance.terminate'> = {
  ...ACT,
  async resolve(reach, fault: InstanceTerminate, faultIndex) {
    const parts = await partsWith(reach, fault)
    return Promise.all(
      parts.map((one) => {
        const reversal = one.restarts ? 'replaced-by-system' : 'inverse'
        return containerTarget(reach.stack, fault, faultIndex, one, fault.role, reversal)
      }),
    )
  },
}
