import type { IntendedInjection } from '../../../model/fault.ts'
import type { Reach } from '../reach.ts'

/** Ids of the instances that a target stops, as its identity keeps them. */
export function stoppedInstances({ identity }: Pick<IntendedInjection, 'identity'>): readonly string[] {
  const { stops } = identity
  return typeof stops === 'string' && stops !== '' ? stops.split(' ') : []
}

/** Instances that we have stopped and that do not run again. What a scaling group has replaced is gone, and counts as undone. */
export async function stillStopped({ ports }: Reach, target: IntendedInjection): Promise<readonly string[]> {
  const ids = stoppedInstances(target)
  if (ids.length === 0) return []
  const instances = await (await ports.compute()).instances()
  return instances.filter(({ id, state }) => ids.includes(id) && state.startsWith('stop')).map(({ id }) => id)
}

/** Starts them again: FIS does it only at the end of its duration. */
export async function restart(reach: Reach, target: IntendedInjection): Promise<void> {
  const compute = await reach.ports.compute()
  for (const id of await stillStopped(reach, target)) await compute.start(id)
}
