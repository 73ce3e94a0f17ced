import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicNow } from '../../../system/clock.ts'
import type { LabSettings } from '../settings.ts'
import type { ManagedNode } from './config.ts'
import { type EventSink, managerEvent, reported } from './events.ts'
import { fence } from './remote-calls.ts'

/** Pause between two attempts in a zone that does not answer. */
const RETRY_PAUSE_MS = 200

/**
 * A primary that nobody can reach may still be alive. In a synchronous pair it cannot acknowledge without its standby, so
 * promotion is safe all the same; in an asynchronous one it is a split brain, which has to be asked for
 * (`promote-unfenced`).
 *
 * @returns how it was ended
 * @throws the last error, when the old primary may still acknowledge and nobody asked for that
 */
export async function fenceInTime(
  node: ManagedNode,
  {
    fenceTimeoutMs,
    replication,
    promoteUnfenced,
  }: Pick<LabSettings, 'fenceTimeoutMs' | 'replication' | 'promoteUnfenced'>,
  sink: EventSink,
): Promise<'fenced' | 'unconfirmed'> {
  const fromNs = monotonicNow()
  const deadline = performance.now() + fenceTimeoutMs
  for (;;) {
    try {
      await reported(sink, 'fenced', node.id, `all processes of ${node.id} are killed`, () =>
        fence(node, Math.max(1, deadline - performance.now())),
      )
      return 'fenced'
    } catch (error) {
      if (performance.now() + RETRY_PAUSE_MS < deadline) {
        await sleep(RETRY_PAUSE_MS)
        continue
      }
      if (replication === 'async' && !promoteUnfenced) throw error
      const why = replication === 'sync' ? 'its commits wait for the standby' : 'it may go on acknowledging'
      sink(managerEvent('fence-unconfirmed', node.id, `${String(error)}; ${why}`, fromNs))
      return 'unconfirmed'
    }
  }
}
