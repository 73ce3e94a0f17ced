import type { IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import { isNamed } from '../clients/errors.ts'
import type { ComputeInstance } from '../ports/compute.ts'
import type { Reach } from '../reach.ts'

/** How long an instance that is stopping is waited for in one attempt, in milliseconds: before, it cannot be started. */
const STOPPING_MS = 10_000

/** What keeps the ids of instances that were stopped. */
type Stopped = Pick<IntendedInjection, 'identity'>

/** Ids of the instances that a target stops, as its identity keeps them. */
export function stoppedInstances({ identity }: Stopped): readonly string[] {
  const { stops } = identity
  return typeof stops === 'string' && stops !== '' ? stops.split(' ') : []
}

/** Instances that we have stopped, that do not run again, and in whose place their scaling group has put no others. */
export async function notRunningAgain(reach: Reach, target: Stopped): Promise<readonly string[]> {
  return (await standing(reach, target)).map(({ id, state }) => `${id} (${state})`)
}

/** Starts them again: FIS does it only at the end of its duration. */
export async function restart(reach: Reach, target: Stopped): Promise<void> {
  const still = await waitFor(
    'the instances to have stopped',
    async () => {
      const instances = await standing(reach, target)
      return instances.some(({ state }) => state === 'stopping') ? undefined : instances
    },
    { timeoutMs: STOPPING_MS, everyMs: reach.settings.pollMs },
  )
  const compute = await reach.ports.compute()
  for (const { id } of still.filter(({ state }) => state === 'stopped')) {
    await compute.start(id).catch((error: unknown) => {
      // Its group is about to replace it. Whether anything is missing is looked at afterwards.
      if (!isNamed(error, 'IncorrectInstanceState')) throw error
    })
  }
}

/**
 * What is on its way up has not come up: one whose volume's key we may not use falls back from `pending` to `stopped`.
 * What somebody has terminated meanwhile nobody can start.
 */
const NOT_RUNNING = new Set(['pending', 'stopping', 'stopped'])

async function standing({ ports }: Reach, target: Stopped): Promise<readonly ComputeInstance[]> {
  const ids = stoppedInstances(target)
  if (ids.length === 0) return []
  const compute = await ports.compute()
  const [instances, groups] = await Promise.all([compute.instances(), compute.groups()])
  const complete = new Set(
    groups.filter(({ inService, desired }) => inService.length >= desired).map(({ name }) => name),
  )
  return instances
    .filter(({ id, state }) => ids.includes(id) && NOT_RUNNING.has(state))
    .filter(({ group }) => group === undefined || !complete.has(group))
}
