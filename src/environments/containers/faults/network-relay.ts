import type { Evidence, IntendedInjection } from '../../../model/fault.ts'
import { tableOf } from '../engine/drop-scripts.ts'
import {
  holdScript,
  isFreeOfRelaysScript,
  isHeldScript,
  isLetGoScript,
  letGoScript,
  timesIn,
  timeScript,
} from '../engine/relay-scripts.ts'
import { evidence } from './container-fault.ts'
import type { NetworkAct } from './network-fault.ts'

/** The longest that packets are held, in milliseconds: a connection is waited for to prove it. Later is as good as cut. */
export const LONGEST_DELAY_MS = 5_000

/** Has the helper's relay hold what a container sends, where the kernel cannot. */
export function relaying(delayOf: (target: IntendedInjection) => number): NetworkAct {
  return {
    free: (_target, container) => isFreeOfRelaysScript(container),
    apply: (_reach, target, container) => holdScript(container, tableOf(target), delayOf(target)),
    takeBack: (target, container) => letGoScript(container, tableOf(target)),
    isThere: (target, container) => isHeldScript(container, tableOf(target)),
    isGone: (target, container) => isLetGoScript(container, tableOf(target)),

    /** By two connections, of which one is not held: a network may have been slow before. */
    async verify({ stack, hands }, target, container): Promise<Evidence> {
      const others = (await stack.containers()).filter(({ id }) => id !== container.id)
      const addresses = [...container.gateways, ...others.flatMap((one) => one.addresses)]
      const delayMs = delayOf(target)
      try {
        const helper = await hands()
        const { through, past } = timesIn(await helper.run(timeScript(container, addresses, delayMs)))
        return evidence(
          through >= delayMs && past < through - delayMs / 2,
          `what ${target.component} sends is held for ${delayMs} ms by a relay, for the kernel has no netem: a connection ` +
            `takes it ${through} ms, and ${past} ms past the relay`,
        )
      } catch (error) {
        return evidence(false, error instanceof Error ? error.message : String(error))
      }
    },
  }
}
