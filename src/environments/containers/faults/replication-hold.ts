import { type Drop, dropScript, isPassingScript, passScript, tableOf } from '../engine/drop-scripts.ts'
import { leased, released } from '../engine/lease.ts'
import { type ContainerFault, evidence, lookedOver, receipt } from './container-fault.ts'
import { untilDropped } from './dropped.ts'
import { runningTarget } from './parts.ts'
import { containerId, containerTarget, databaseWith, recheck, withOwnNetwork } from './target.ts'

/**
 * The standby hears nothing of the primary's SQL port any more, and nothing is refused: WAL waits in the primary, and dies
 * with it. Other traffic between the two goes on, so that a lost primary can be copied back.
 */
export const replicationHold: ContainerFault<'replication.hold'> = {
  async resolve({ stack }, fault, faultIndex) {
    const [primary, standby] = await Promise.all([databaseWith(stack, 'primary'), databaseWith(stack, 'standby')])
    if (primary?.sql === undefined || standby === undefined) return []
    withOwnNetwork(fault, [standby])
    const target = await containerTarget(stack, fault, faultIndex, standby, 'standby', 'inverse')
    const port = Number(new URL(primary.sql).port || 5_432)
    return [{ ...target, identity: { ...target.identity, peers: primary.addresses.join(' '), port } }]
  },

  async inject({ stack, hands }, target) {
    const container = await recheck(stack, target)
    const drop: Drop = {
      direction: 'both',
      peers: String(target.identity['peers']).split(' '),
      peerPort: Number(target.identity['port']),
      inside: [],
      gateways: [],
      instrumentPorts: [],
    }
    const table = tableOf(target)
    const helper = await hands()
    return receipt(() =>
      helper.run(leased(target.injectionId, passScript(container, table), dropScript(container, table, drop))),
    )
  },

  async verify(reach, target) {
    const container = await runningTarget(reach, target)
    if (container === undefined) return evidence(false, `${target.component} does not run`)
    const dropped = await untilDropped(reach, target, [container])
    if (typeof dropped === 'string') return evidence(false, dropped)
    return evidence(true, `${target.component} hears nothing of its primary (${dropped} packets dropped so far)`)
  },

  async undo(reach, target) {
    const container = await runningTarget(reach, target)
    if (container === undefined) return
    const helper = await reach.hands()
    await helper.run(released(target.injectionId, passScript(container, tableOf(target))))
  },

  async undone(reach, target) {
    const container = await runningTarget(reach, target)
    if (container === undefined) return evidence(true, `${target.component} does not run: its network is gone`)
    const helper = await reach.hands()
    return lookedOver(
      () => helper.run(isPassingScript(container, tableOf(target))),
      `${target.component} hears its primary: nothing is dropped`,
    )
  },

  byHand: (target) => `docker restart ${containerId(target).slice(0, 12)}`,
}
