import type { Evidence } from '../../model/fault.ts'
import { evidence } from './faults/container-fault.ts'
import { databaseRole } from './faults/target.ts'
import { sqlUrlOf, streamingFrom } from './sql.ts'
import type { Stack } from './stack.ts'

/** The shape of a stack: what runs, and how its databases stand to each other. Compared by counts, not by identity. */
export interface Shape {
  readonly running: readonly string[]
  /** Standbys that stream from the primary, and those that its commits wait for; undefined without a primary to ask. */
  readonly pair: { readonly streaming: number; readonly waitedFor: number } | undefined
}

export async function shapeOf(stack: Stack): Promise<Shape> {
  const containers = await stack.containers()
  const roles = await Promise.all(containers.map((one) => databaseRole(stack, one)))
  const primaries = containers.filter((one, index) => roles[index] === 'primary' && one.sql !== undefined)
  const [primary] = primaries
  const url = primary === undefined || primaries.length > 1 ? undefined : sqlUrlOf(primary, stack.engine.host)
  return {
    running: containers.filter(({ state }) => state === 'running').map(({ component }) => component),
    pair: url === undefined ? undefined : await streamingFrom(url).catch(() => undefined),
  }
}

/** Whether the stack has again what it had before the drill. Pure. */
export function compareShapes(before: Shape, now: Shape): Evidence {
  const missing = before.running.filter((component) => !now.running.includes(component))
  if (missing.length > 0)
    return evidence(false, `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not running`)
  if (before.pair === undefined) return evidence(true, `all ${before.running.length} containers run`)
  if (now.pair === undefined) return evidence(false, 'there is no one primary that answers')
  const holds = now.pair.streaming >= before.pair.streaming && now.pair.waitedFor >= before.pair.waitedFor
  return evidence(
    holds,
    `${now.pair.streaming} of ${before.pair.streaming} standbys stream, ` +
      `commits wait for ${now.pair.waitedFor} of ${before.pair.waitedFor}`,
  )
}
