import { dropScript, tableOf } from '../engine/drop-scripts.ts'
import { type ContainerFault, evidence } from './container-fault.ts'
import { DROPPING } from './network-drop.ts'
import { networkFault } from './network-fault.ts'
import { assertOwnNetworks } from './own-network.ts'
import { containerTarget, databaseWith } from './target.ts'

/**
 * The standby hears nothing of the primary's SQL port any more, and nothing is refused: WAL waits in the primary, and dies
 * with it. Other traffic between the two goes on, so that a lost primary can be copied back.
 */
export const replicationHold: ContainerFault<'replication.hold'> = {
  ...networkFault({
    ...DROPPING,
    apply: (_reach, target, container) =>
      dropScript(container, tableOf(target), {
        direction: 'both',
        peers: String(target.identity['peers']).split(' '),
        peerPort: Number(target.identity['port']),
        inside: [],
        gateways: [],
        instrumentPorts: [],
      }),
    async verify(reach, target, container) {
      const { holds, text } = await DROPPING.verify(reach, target, container)
      return evidence(holds, holds ? `${target.component} hears nothing of its primary; ${text}` : text)
    },
  }),

  async resolve({ stack }, fault, faultIndex) {
    const [primary, standby] = await Promise.all([databaseWith(stack, 'primary'), databaseWith(stack, 'standby')])
    if (primary?.sql === undefined || standby === undefined) return []
    assertOwnNetworks(fault.kind, [standby], await stack.containers())
    const target = await containerTarget(stack, fault, faultIndex, standby, 'standby', 'inverse')
    const port = Number(new URL(primary.sql).port || 5_432)
    return [{ ...target, identity: { ...target.identity, peers: primary.addresses.join(' '), port } }]
  },
}
