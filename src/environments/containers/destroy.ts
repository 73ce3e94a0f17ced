import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from './engine/engine.ts'
import { WaitTimeoutError } from '../../system/wait.ts'

const DESTROY_TIMEOUT_MS = 60_000
/** Pause between two looks; what compose was just making may turn up in it. */
const LOOK_AGAIN_MS = 300

/**
 * Removes everything that bears a label: containers in whatever state, networks, volumes, and
 * the images that were built for it. Idempotent, and independent of
 * compose and its file: a rescuer may have neither.
 *
 * @returns what was removed, in words
 * @throws WaitTimeoutError when something stays
 */
export async function destroyLabelled(engine: Engine, label: string): Promise<readonly string[]> {
  const removed: string[] = []
  const deadline = performance.now() + DESTROY_TIMEOUT_MS
  let clean = 0
  let last: unknown
  for (;;) {
    try {
      const ids = await engine.containers(label)
      await Promise.all(ids.map((id) => engine.remove(id)))
      removed.push(...ids.map((id) => `container ${id.slice(0, 12)}`))
      const others = [...(await engine.removeNetworksAndVolumes(label)), ...(await engine.removeImages(label))]
      removed.push(...others)
      clean = ids.length + others.length === 0 ? clean + 1 : 0
      // Twice nothing: a compose that was killed with its harness may have asked for one thing more.
      if (clean === 2) return [...new Set(removed)]
    } catch (error) {
      // A network that is still in use, a container that is just being removed, an engine that is slow: look again.
      clean = 0
      last = error
    }
    if (performance.now() > deadline) {
      throw new WaitTimeoutError(`everything with the label ${label} is removed (${String(last)})`, DESTROY_TIMEOUT_MS)
    }
    await sleep(LOOK_AGAIN_MS)
  }
}
