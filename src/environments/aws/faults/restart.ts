import type { IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import { isNamed } from '../clients/errors.ts'
import type { ComputeInstance } from '../ports/compute.ts'
import type { ActionState, Experiment, FisPort } from '../ports/fis.ts'
import type { Reach } from '../reach.ts'

/** How long an instance that is stopping is waited for in one attempt, in milliseconds: before, it cannot be started. */
const STOPPING_MS = 10_000
/** EC2 dates a stop by the second, and its clock is not that of FIS, in milliseconds. */
const APART_MS = 5_000

/** An instance that an experiment has stopped. */
interface Stopped {
  readonly id: string
  /** When its action was over, and could stop nothing any more. @default it is not */
  readonly until?: Date
}

/** Ids of the instances that a target is to stop, as its identity keeps them. */
export function stoppedInstances({ identity }: Pick<IntendedInjection, 'identity'>): readonly string[] {
  const { stops } = identity
  return typeof stops === 'string' && stops !== '' ? stops.split(' ') : []
}

/**
 * What experiments have really stopped: an intent alone stops nothing, nor does a preview, and what stands still all the same
 * somebody else has stopped.
 */
export async function stoppedBy(fis: FisPort, experiments: readonly Experiment[]): Promise<readonly Stopped[]> {
  const found = experiments.map(async ({ id, actionsMode, actions }) => {
    const stops = actionsMode === 'skip-all' ? [] : actions.filter(hasStopped)
    if (stops.length === 0) return []
    const resolved = await fis.resolvedTargets(id)
    return stops.flatMap(({ targets, endedAt }) =>
      targets
        .flatMap((name) => resolved[name] ?? [])
        .flatMap((arn) => /:instance\/(.+)$/.exec(arn)?.[1] ?? [])
        .map((instance) => ({ id: instance, ...(endedAt === undefined ? {} : { until: endedAt }) })),
    )
  })
  return (await Promise.all(found)).flat()
}

const NOT_BEGUN: ReadonlySet<string> = new Set(['pending', 'initiating', 'skipped', 'cancelled'])

function hasStopped({ actionId, status, startedAt }: ActionState): boolean {
  return actionId === 'aws:ec2:stop-instances' && (startedAt !== undefined || !NOT_BEGUN.has(status))
}

/** Instances that were stopped, that do not run again, and in whose place their scaling group has put no others. */
export async function notRunningAgain(reach: Reach, stopped: readonly Stopped[]): Promise<readonly string[]> {
  return (await standing(reach, stopped)).map(({ id, state }) => `${id} (${state})`)
}

/** Starts them again: FIS does it only at the end of its duration. */
export async function restart(reach: Reach, stopped: readonly Stopped[]): Promise<void> {
  const still = await waitFor(
    'the instances to have stopped',
    async () => {
      const instances = await standing(reach, stopped)
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

async function standing({ ports }: Reach, stopped: readonly Stopped[]): Promise<readonly ComputeInstance[]> {
  if (stopped.length === 0) return []
  const compute = await ports.compute()
  const [instances, groups] = await Promise.all([compute.instances(), compute.groups()])
  const complete = new Set(
    groups.filter(({ inService, desired }) => inService.length >= desired).map(({ name }) => name),
  )
  return instances
    .filter((instance) => NOT_RUNNING.has(instance.state) && stopped.some((one) => isOurs(instance, one)))
    .filter(({ group }) => group === undefined || !complete.has(group))
}

/** Stopped after the action was over, it was stopped by somebody else: people who keep it from running, or the night's schedule. */
function isOurs({ id, stoppedAt }: ComputeInstance, stopped: Stopped): boolean {
  if (id !== stopped.id) return false
  if (stoppedAt === undefined || stopped.until === undefined) return true
  return stoppedAt.getTime() <= stopped.until.getTime() + APART_MS
}
