import type { InjectionReceipt, InstanceTerminate, IntendedInjection } from '../../../model/fault.ts'
import { monotonicNow } from '../../../system/clock.ts'
import { NoTargetError, TargetMovedError } from '../../environment.ts'
import type { ContainerService, ContainerTask } from '../ports/container-services.ts'
import type { Reach } from '../reach.ts'
import { askOnce } from './ask-once.ts'
import { type AwsFault, type TaggedTarget, evidence } from './aws-fault.ts'
import { untilSeen } from './until-seen.ts'
import { byZone, isInZone } from './zone.ts'

/** How long a task may take to stop, in milliseconds: a load balancer lets go of it first, after 5 minutes if nobody says otherwise. */
export const STOPPED_MS = 360_000
/** How long what has ended may take to be shown so, in milliseconds. */
export const SHOWN_MS = 10_000

/** Whether a target is a task of ECS, and no instance of EC2. */
export function isTask({ identity }: Pick<IntendedInjection, 'identity'>): boolean {
  return 'task' in identity
}

/** Running tasks of the services that are opted in. @throws NoTargetError where nobody would replace one */
export function tasksToStop(
  services: readonly ContainerService[],
  fault: InstanceTerminate,
  faultIndex: number,
): readonly TaggedTarget[] {
  const { zone, count = 1 } = fault
  const running = services
    .flatMap((service) => service.tasks.map((task) => ({ service, task })))
    .filter(({ task }) => isRunning(task) && (zone === undefined || isInZone(task.zone, zone)))
    .toSorted((left, right) => (byZone(left.task) < byZone(right.task) ? -1 : 1))
  if (running.length < count) return []
  return running.slice(0, count).map(({ service, task }) => {
    refuseWithoutReplacement(service)
    return {
      target: {
        fault,
        faultIndex,
        component: task.name,
        reversal: 'replaced-by-system',
        precondition: `${task.name} runs since ${task.startedAt} in ${task.zone}, a task of the service ${service.name}`,
        identity: {
          task: task.arn,
          cluster: service.cluster,
          service: service.arn,
          startedAt: task.startedAt,
          zone: task.zone,
        },
      },
      hits: [
        { id: service.name, arn: service.arn, tags: service.tags },
        { id: task.name, arn: task.arn, tags: task.tags, within: service.arn },
      ],
    }
  })
}

/**
 * ECS stops tasks; their service starts others. It is an orderly end: a load balancer lets go of the task, which is asked to
 * end before it is killed.
 */
export const TASK_STOP: Omit<AwsFault<'instance.terminate'>, 'resolve'> = {
  async inject(reach, target) {
    const service = await serviceOf(reach, target)
    const task = service?.tasks.find(({ arn }) => arn === target.identity['task'])
    if (task === undefined || !isRunning(task) || task.startedAt !== target.identity['startedAt']) {
      throw new TargetMovedError(target.component, `it is no running task of a service that is opted in any more`)
    }
    const containers = await reach.ports.containers()
    const asked = await askOnce(
      reach,
      () => containers.stop(clusterOf(target), task.arn, reasonOf(target)),
      async () => (await taskOf(reach, target))?.desired === 'STOPPED',
    )
    return await untilEnded(reach, target, asked)
  },

  async verify(reach, target) {
    let last = 'was not looked at'
    const look = async (): Promise<ContainerTask | undefined> => {
      const task = await taskOf(reach, target)
      last = task === undefined ? 'is not listed any more' : `is ${task.status}`
      return task !== undefined && hasEnded(task) ? task : undefined
    }
    const { seen, why } = await untilSeen(look, { timeoutMs: SHOWN_MS, everyMs: reach.settings.pollMs })
    if (seen !== undefined) {
      const ours = seen.stoppedFor?.includes(reasonOf(target)) === true
      const other = ours ? '' : `: not for this drill, but for '${seen.stoppedFor ?? 'a reason that nobody tells'}'`
      return evidence(ours, `${target.component} is ${seen.status}${ours ? ', as this drill asked' : other}`)
    }
    const nothing = why === undefined ? `${target.component} ${last}` : `it could not be looked at: ${why}`
    return evidence(false, `ECS took the request, and ${nothing}`)
  },

  async undo() {
    // A task that was stopped does not come back; another takes its place, and that is the service's own doing.
  },

  async undone(reach, target) {
    const [service, task] = [await serviceOf(reach, target), await taskOf(reach, target)]
    const now = `${target.component} is ${task?.status ?? 'not listed any more'}`
    if (service === undefined) return evidence(true, now)
    return evidence(true, `${now}; ${service.running} of ${service.desired} tasks of ${service.name} run`)
  },

  byHand: () => undefined,
}

/**
 * When it happened: between the last look at which the task ran on and the one at which it had ended. What is asked for first
 * is that a load balancer lets go of it, and for a service of one task that is the outage; for others it is the end.
 */
async function untilEnded(
  reach: Reach,
  target: IntendedInjection,
  { askedNs }: InjectionReceipt,
): Promise<InjectionReceipt> {
  let fromNs = askedNs
  const look = async (): Promise<object | undefined> => {
    const lookedNs = monotonicNow()
    const task = await taskOf(reach, target)
    if (task === undefined || hasEnded(task)) return {}
    if (isRunning(task)) fromNs = lookedNs
    return undefined
  }
  const timeoutMs = reach.lateMs ?? STOPPED_MS
  // One that is on its way all the time is told by the proof.
  await untilSeen(look, { timeoutMs, everyMs: reach.settings.pollMs })
  return { askedNs: fromNs, returnedNs: monotonicNow() }
}

/** By which the task itself tells who stopped it. */
function reasonOf({ drillId, injectionId }: IntendedInjection): string {
  return `Blackstart: drill ${drillId}, injection ${injectionId}`
}

function isRunning({ status, desired }: ContainerTask): boolean {
  return status === 'RUNNING' && desired === 'RUNNING'
}

/** Its containers have; what AWS clears away behind them serves nobody. */
function hasEnded({ status, endedAt }: ContainerTask): boolean {
  return status === 'STOPPED' || endedAt !== undefined
}

/** @throws NoTargetError where nobody would start another one */
function refuseWithoutReplacement({ name, status }: ContainerService): void {
  if (status === 'ACTIVE') return
  throw new NoTargetError(`instance.terminate: the service '${name}' would replace nothing, for it is ${status}`)
}

async function serviceOf(
  { ports, settings }: Reach,
  { identity }: IntendedInjection,
): Promise<ContainerService | undefined> {
  const services = await (await ports.containers()).services(settings.optInTag)
  return services.find(({ arn }) => arn === identity['service'])
}

async function taskOf({ ports }: Reach, target: IntendedInjection): Promise<ContainerTask | undefined> {
  return await (await ports.containers()).task(clusterOf(target), String(target.identity['task']))
}

function clusterOf({ identity }: IntendedInjection): string {
  return String(identity['cluster'])
}
