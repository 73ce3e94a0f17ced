import { durationMs } from '../../../model/duration.ts'
import type { IntendedInjection } from '../../../model/fault.ts'
import { NoTargetError } from '../../environment.ts'
import { type Hands, HandsError } from '../engine/hands.ts'
import { CAN_RELAY } from '../engine/relay-scripts.ts'
import { CAN_DELAY, latencyShape } from '../engine/shape-scripts.ts'
import type { ContainerFault } from './container-fault.ts'
import { type NetworkAct, networkFault, resolveNetworks } from './network-fault.ts'
import { LONGEST_DELAY_MS, relaying } from './network-relay.ts'
import { shaping } from './network-shape.ts'

/** Who delays: the kernel itself, or the helper's relay, to which the kernel hands packets over. */
type Delayer = 'netem' | 'relay'

/** Nobody can delay packets on the engine's host. */
export class CannotDelayError extends NoTargetError {
  override readonly name = 'CannotDelayError'

  constructor(netem: string, relay: string) {
    super(
      `network.latency: the kernel of the engine's host has no netem, which delays packets (${netem}), and no relay can do ` +
        `it in its place (${relay}). A helper's image without one is built anew by: docker build -t blackstart-hands ` +
        '<blackstart>/stack/hands. Else use network.bandwidth or network.loss, or an engine on another kernel',
    )
  }
}

const NETEM = shaping((target) => latencyShape(delayOf(target)))
const RELAY = relaying(delayOf)

const by = (target: IntendedInjection): NetworkAct => (target.identity['delayedBy'] === 'relay' ? RELAY : NETEM)

/** What a container sends is late. By netem where the kernel has it, else by the relay; refused where neither can. */
export const networkLatency: ContainerFault<'network.latency'> = {
  async resolve(reach, fault, faultIndex) {
    const delayedBy = await delayerOf(await reach.hands(), durationMs(fault.delay))
    const targets = await resolveNetworks(reach, fault, faultIndex)
    return targets.map((target) => ({ ...target, identity: { ...target.identity, delayedBy } }))
  },
  ...networkFault({
    free: (target, container) => by(target).free?.(target, container) ?? ':',
    apply: (reach, target, container) => by(target).apply(reach, target, container),
    takeBack: (target, container) => by(target).takeBack(target, container),
    isThere: (target, container) => by(target).isThere(target, container),
    isGone: (target, container) => by(target).isGone(target, container),
    verify: (reach, target, container) => by(target).verify(reach, target, container),
  }),
}

/** @throws CannotDelayError */
async function delayerOf(helper: Hands, delayMs: number): Promise<Delayer> {
  const netem = await refusalOf(helper, CAN_DELAY)
  if (netem === undefined) return 'netem'
  const relay = await refusalOf(helper, CAN_RELAY)
  if (relay !== undefined) throw new CannotDelayError(netem, relay)
  if (delayMs <= LONGEST_DELAY_MS) return 'relay'
  throw new CannotDelayError(netem, `it holds packets for ${LONGEST_DELAY_MS} ms at most`)
}

async function refusalOf(helper: Hands, script: string): Promise<string | undefined> {
  try {
    await helper.run(script)
    return undefined
  } catch (error) {
    if (error instanceof HandsError) return error.message
    throw error
  }
}

function delayOf({ fault }: IntendedInjection): number {
  return fault.kind === 'network.latency' ? durationMs(fault.delay) : 0
}
