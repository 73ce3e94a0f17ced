import type { Evidence, IntendedInjection } from '../../../model/fault.ts'
import type { NetworkCut, NetworkLoss } from '../../../model/part-fault.ts'
import {
  type Drop,
  dropScript,
  isDroppingScript,
  isPassingScript,
  passScript,
  tableOf,
} from '../engine/drop-scripts.ts'
import type { StackContainer } from '../stack.ts'
import { type ContainerFault, evidence, type Reach } from './container-fault.ts'
import { instrumentPorts, untilDropped } from './dropped.ts'
import { type NetworkAct, networkFault, resolveNetworks } from './network-fault.ts'

/** How rules that drop packets are taken back, and seen; whatever they drop. */
export const DROPPING = {
  takeBack: (target, container) => passScript(container, tableOf(target)),
  isThere: (target, container) => isDroppingScript(container, tableOf(target)),
  isGone: (target, container) => isPassingScript(container, tableOf(target)),
  async verify(reach, target, container): Promise<Evidence> {
    const dropped = await untilDropped(reach, target, [container])
    if (typeof dropped === 'string') return evidence(false, dropped)
    return evidence(true, `${target.component}: ${dropped} packets were dropped so far`)
  },
} as const satisfies Omit<NetworkAct, 'apply'>

const ACT: NetworkAct = {
  ...DROPPING,
  async apply({ stack }: Reach, target: IntendedInjection, container: StackContainer) {
    const { direction = 'both', peer, ...fault } = target.fault as NetworkCut | NetworkLoss
    const drop: Drop = {
      direction,
      ...(peer === undefined ? {} : { peers: await addressesOf(stack, peer) }),
      ...('percent' in fault ? { percent: fault.percent } : {}),
      inside: [],
      gateways: container.gateways,
      instrumentPorts: instrumentPorts(container),
    }
    return dropScript(container, tableOf(target), drop)
  },
}

/** Where the parts of a role are. @throws RangeError when there is none */
async function addressesOf(stack: Reach['stack'], role: NonNullable<NetworkCut['peer']>): Promise<readonly string[]> {
  const addresses = (await stack.containers()).filter((one) => one.role === role).flatMap((one) => one.addresses)
  if (addresses.length === 0) throw new RangeError(`no running container has the role '${role}' of the peer`)
  return addresses
}

/** Packets of a container vanish. */
export const networkCut: ContainerFault<'network.cut'> = { resolve: resolveNetworks, ...networkFault(ACT) }

/** Some of the packets of a container vanish. */
export const networkLoss: ContainerFault<'network.loss'> = { resolve: resolveNetworks, ...networkFault(ACT) }
