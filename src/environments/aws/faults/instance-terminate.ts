import type { IntendedInjection } from '../../../model/fault.ts'
import { NoTargetError, TargetMovedError } from '../../environment.ts'
import type { ComputeInstance, ScalingGroup } from '../ports/compute.ts'
import type { Reach } from '../reach.ts'
import { readEstate } from '../topology.ts'
import { askOnce } from './ask-once.ts'
import { type AwsFault, evidence } from './aws-fault.ts'
import { tasksToStop } from './task-stop.ts'
import { untilSeen } from './until-seen.ts'
import { byZone, isInZone } from './zone.ts'

/** How long EC2 may take to show that an instance is going, in milliseconds. */
const GOING_MS = 60_000

/**
 * EC2 terminates instances. Their auto-scaling group replaces them; undoing is only looking. Where no instance of a group runs
 * that is opted in, the instances of the service are tasks of ECS ({@link TASK_STOP}).
 */
export const instanceTerminate: AwsFault<'instance.terminate'> = {
  async resolve(reach, fault, faultIndex) {
    const { zone, count = 1 } = fault
    const [{ instances, services }, compute] = await Promise.all([readEstate(reach), reach.ports.compute()])
    // Outside of a group nobody would replace it, and nothing that we do brings it back.
    const grouped = instances.filter((instance) => instance.state === 'running' && instance.group !== undefined)
    if (grouped.length === 0) return tasksToStop(services, fault, faultIndex)
    const replaceable = grouped
      .filter((instance) => zone === undefined || isInZone(instance.zone, zone))
      .toSorted((left, right) => (byZone(left) < byZone(right) ? -1 : 1))
    if (replaceable.length < count) return []
    const chosen = replaceable.slice(0, count)
    refuseWithoutReplacement(await compute.groups(), chosen)
    return chosen.map((instance) => ({
      target: {
        fault,
        faultIndex,
        component: instance.name,
        reversal: 'replaced-by-system',
        precondition: `${instance.name} runs since ${instance.launchedAt} in ${instance.zone}`,
        identity: {
          instance: instance.id,
          launchedAt: instance.launchedAt,
          zone: instance.zone,
          group: instance.group ?? '',
        },
      },
      hits: [instance],
    }))
  },

  async inject(reach, target) {
    const instance = await instanceOf(reach, target)
    if (instance?.state !== 'running' || instance.launchedAt !== target.identity['launchedAt']) {
      throw new TargetMovedError(target.component, describe(target, instance))
    }
    const compute = await reach.ports.compute()
    return await askOnce(
      reach,
      () => compute.terminate(instance.id),
      async () => isGoing(await instanceOf(reach, target)),
    )
  },

  async verify(reach, target) {
    const waits = { timeoutMs: GOING_MS, everyMs: reach.settings.pollMs }
    const look = async (): Promise<{ readonly instance: ComputeInstance | undefined } | undefined> => {
      const instance = await instanceOf(reach, target)
      return isGoing(instance) ? { instance } : undefined
    }
    const sight = await untilSeen(look, waits)
    if (sight.seen !== undefined) return evidence(true, describe(target, sight.seen.instance))
    const { instance } = target.identity
    const nothing = sight.why === undefined ? `${instance} runs on` : `${instance} could not be looked at: ${sight.why}`
    return evidence(false, `EC2 took the request, and ${nothing}`)
  },

  async undo() {
    // A terminated instance does not come back; another takes its place, and that is the group's own doing.
  },

  async undone(reach, target) {
    const groups = await (await reach.ports.compute()).groups()
    const group = groups.find(({ name }) => name === target.identity['group'])
    const now = describe(target, await instanceOf(reach, target))
    if (group === undefined) return evidence(true, now)
    return evidence(
      true,
      `${now}; ${group.inService.length} of ${group.desired} instances of ${group.name} are in service`,
    )
  },

  byHand: () => undefined,
}

/** What a group does to fill a gap: with one of these suspended, it leaves it. */
const FILLS_GAPS = ['Launch', 'ReplaceUnhealthy', 'HealthCheck']

/** @throws NoTargetError where nobody would replace an instance */
function refuseWithoutReplacement(groups: readonly ScalingGroup[], chosen: readonly ComputeInstance[]): void {
  for (const { name, suspended } of groups.filter((one) => chosen.some(({ group }) => group === one.name))) {
    const missing = suspended.filter((process) => FILLS_GAPS.includes(process))
    if (missing.length === 0) continue
    throw new NoTargetError(
      `instance.terminate: the group '${name}' would replace nothing, for it has suspended ${missing.join(', ')}: resume it first`,
    )
  }
}

async function instanceOf({ ports }: Reach, { identity }: IntendedInjection): Promise<ComputeInstance | undefined> {
  const instances = await (await ports.compute()).instances()
  return instances.find(({ id }) => id === identity['instance'])
}

/** One that is not listed any more has been gone for an hour. */
function isGoing(instance: ComputeInstance | undefined): boolean {
  return instance === undefined || instance.state === 'shutting-down' || instance.state === 'terminated'
}

function describe({ identity }: IntendedInjection, instance: ComputeInstance | undefined): string {
  return `${identity['instance']} is ${instance?.state ?? 'not listed any more'}`
}
