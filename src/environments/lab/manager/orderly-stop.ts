import { setTimeout as sleep } from 'node:timers/promises'
import type { LabSettings } from '../settings.ts'
import { stop } from './remote-calls.ts'
import type { Watched } from './watched.ts'

/**
 * Shuts a primary down in order. One that goes silent with its whole zone will never say that it has: it is given up as
 * soon as it would count as lost.
 *
 * @returns whether it has stopped
 * @throws why it could not, although it answers
 */
export async function stopInOrder(
  primary: Watched,
  { detectionIntervalMs, detectionThreshold }: Pick<LabSettings, 'detectionIntervalMs' | 'detectionThreshold'>,
): Promise<boolean> {
  const given = new AbortController()
  const stopped = stop(primary.node).then(
    () => true,
    async (error: unknown) => {
      if (await primary.zoneIsSilent()) return false
      throw error
    },
  )
  const silent = async (): Promise<boolean> => {
    for (let inARow = 0; inARow < detectionThreshold; inARow = (await primary.zoneIsSilent()) ? inARow + 1 : 0) {
      await sleep(detectionIntervalMs, undefined, { signal: given.signal })
    }
    return false
  }
  try {
    return await Promise.race([stopped, silent()])
  } finally {
    given.abort()
    // Its late end is nobody's business any more.
    stopped.catch(() => {})
  }
}
