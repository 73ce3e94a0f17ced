import type { IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import { droppedPackets, isDroppingScript, tableOf } from '../engine/drop-scripts.ts'
import type { StackContainer } from '../stack.ts'
import type { Reach } from './container-fault.ts'

/** How long is waited until something was dropped where everything is, and at most, in milliseconds. */
const DROPPED_TIMEOUT_MS = 2_000
const LONGEST_MS = 20_000

/**
 * Waits until the rules of an injection are seen in every container and have dropped something.
 *
 * @returns how many packets, or a sentence that says why nothing is proven
 */
export async function untilDropped(
  { hands }: Reach,
  target: IntendedInjection,
  containers: readonly StackContainer[],
): Promise<number | string> {
  // Of a few in a hundred packets the first one is long in coming.
  const share = target.fault.kind === 'network.loss' ? target.fault.percent / 100 : 1
  const timeoutMs = Math.min(DROPPED_TIMEOUT_MS / share, LONGEST_MS)
  const helper = await hands()
  try {
    return await waitFor(
      'a packet to be dropped',
      async () => {
        const listings = await Promise.all(
          containers.map((container) => helper.run(isDroppingScript(container, tableOf(target)))),
        )
        const sum = droppedPackets(listings.join('\n'))
        return sum > 0 && sum
      },
      { timeoutMs, everyMs: 50 },
    )
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Ports of a database at which the instrument's client inside its zone asks: it is not cut off from what it stands beside. */
export function instrumentPorts({ role, sql }: StackContainer): readonly number[] {
  if (sql === undefined || (role !== 'primary' && role !== 'standby')) return []
  return [Number(new URL(sql).port || 5_432)]
}
