import { z } from 'zod'
import { monotonicNow } from '../../system/clock.ts'
import type { ControlPlaneEvent } from '../environment.ts'

const ns = z.string().regex(/^\d+$/)

const event = z.object({
  kind: z.string(),
  component: z.string(),
  fromNs: ns,
  toNs: ns,
  source: z.string(),
  text: z.string(),
  alert: z.string().exactOptional(),
  figures: z.record(z.string(), z.number()).exactOptional(),
})

/**
 * The control-plane events in what a container has written: JSON, one a line; all other lines are its own business. Pure
 * but for the default of `nowNs`.
 *
 * @param nowNs - this machine's clock. Events of another machine have another one: what seems to come from the future is
 *   left out, for it could be placed nowhere.
 */
export function eventsIn(log: string, nowNs: string = monotonicNow()): readonly ControlPlaneEvent[] {
  return log.split('\n').flatMap((line): ControlPlaneEvent[] => {
    if (!line.startsWith('{')) return []
    try {
      const parsed = event.parse(JSON.parse(line))
      return BigInt(parsed.toNs) > BigInt(nowNs) ? [] : [parsed]
    } catch {
      return []
    }
  })
}
