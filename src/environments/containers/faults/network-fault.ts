import type { EnvironmentFault, Evidence, IntendedInjection, ResolvedTarget } from '../../../model/fault.ts'
import type { PartSelector } from '../../../model/part-fault.ts'
import { leased, released } from '../engine/lease.ts'
import type { Process } from '../engine/scripts.ts'
import type { StackContainer } from '../stack.ts'
import { type ContainerFault, evidence, lookedOver, type Reach, receipt } from './container-fault.ts'
import { assertOwnNetworks } from './own-network.ts'
import { livingTarget, partsWith } from './parts.ts'
import { containerId, containerTarget, recheck } from './target.ts'

/** What is done to a container's network, and how it is taken back. */
export interface NetworkAct {
  /** Ends with 0 where it can be done. @default anywhere */
  free?(target: IntendedInjection, container: Process): string
  apply(reach: Reach, target: IntendedInjection, container: StackContainer): Promise<string> | string
  takeBack(target: IntendedInjection, container: Process): string
  /** Ends with 0 while it is there. */
  isThere(target: IntendedInjection, container: Process): string
  /** Ends with 0 only where somebody has looked, and it is not there. */
  isGone(target: IntendedInjection, container: Process): string
  /** Proof by its effect. */
  verify(reach: Reach, target: IntendedInjection, container: StackContainer): Promise<Evidence>
}

/** A fault of a container's network: the rules live in its namespace, so a restart would end it. */
export function networkFault<Kind extends EnvironmentFault['kind']>(
  act: NetworkAct,
): Omit<ContainerFault<Kind>, 'resolve'> {
  const apply = async (reach: Reach, target: IntendedInjection, container: StackContainer): Promise<void> => {
    const script = await act.apply(reach, target, container)
    const helper = await reach.hands()
    await helper.run(leased(target.injectionId, act.takeBack(target, container), script))
  }
  return {
    async inject(reach, target) {
      const container = await recheck(reach.stack, target)
      const helper = await reach.hands()
      if (act.free !== undefined) await helper.run(act.free(target, container))
      return receipt(() => apply(reach, target, container))
    },

    async keep(reach, target) {
      const container = await livingTarget(reach, target)
      if (container !== undefined) await apply(reach, target, container)
    },

    async held(reach, target) {
      const container = await livingTarget(reach, target)
      if (container === undefined) return evidence(true, `${target.component} does not run any more`)
      const helper = await reach.hands()
      return lookedOver(() => helper.run(act.isThere(target, container)), `${target.component} was held until the end`)
    },

    async verify(reach, target) {
      const container = await livingTarget(reach, target)
      if (container === undefined) return evidence(false, `${target.component} does not run`)
      return act.verify(reach, target, container)
    },

    async undo(reach, target) {
      const container = await livingTarget(reach, target)
      // Without a living process there are no rules; but it may start again, and they must not be put back then.
      const takenBack = container === undefined ? ':' : act.takeBack(target, container)
      const helper = await reach.hands()
      await helper.run(released(target.injectionId, takenBack))
    },

    async undone(reach, target) {
      const container = await livingTarget(reach, target)
      if (container === undefined) return evidence(true, `${target.component} does not run: its network is gone`)
      const helper = await reach.hands()
      return lookedOver(
        () => helper.run(act.isGone(target, container)),
        `nothing of ours is in the network of ${target.component}`,
      )
    },

    byHand: ({ stack }, target) => `${stack.engine.command} restart ${containerId(target).slice(0, 12)}`,
  }
}

/** The parts that a fault of networks means. @throws NoTargetError where one shares its network with others */
export async function resolveNetworks(
  reach: Reach,
  fault: PartSelector & EnvironmentFault,
  faultIndex: number,
): Promise<readonly ResolvedTarget[]> {
  const parts = await partsWith(reach, fault)
  assertOwnNetworks(fault.kind, parts, await reach.stack.containers())
  return Promise.all(parts.map((one) => containerTarget(reach.stack, fault, faultIndex, one, fault.role, 'inverse')))
}
