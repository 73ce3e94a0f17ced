import type { EnvironmentFault, IntendedInjection, ResolvedTarget, Reversal } from '../../../model/fault.ts'
import { NoTargetError, TargetMovedError } from '../../environment.ts'
import type { Stack, StackContainer } from '../stack.ts'
import { ancestryOf } from './succession.ts'

/** A container of the stack is not there to be broken: it is broken already. */
export class ContainerDiedError extends NoTargetError {
  override readonly name = 'ContainerDiedError'
}

const LAST_LINES = 5

/** What a database is now, by its own word where it can be asked, else by its label; undefined when it does not say. */
export async function databaseRole(
  stack: Stack,
  container: StackContainer,
): Promise<'primary' | 'standby' | undefined> {
  if (container.role !== 'primary' && container.role !== 'standby') return undefined
  if (container.sql === undefined) return container.role
  return (await stack.lineage(container))?.role
}

/** The running database that has a role now. */
export async function databaseWith(stack: Stack, role: 'primary' | 'standby'): Promise<StackContainer | undefined> {
  const containers = await stack.containers()
  const roles = await Promise.all(containers.map((one) => databaseRole(stack, one)))
  const found = containers.find((one, index) => roles[index] === role && one.state === 'running')
  if (found === undefined) {
    const dead = containers.find((one) => one.state === 'ended' && one.role === role)
    if (dead !== undefined) throw await diedBefore(stack, dead)
  }
  return found
}

/** One container as a target; of a primary it is kept what it was, so that its successor is known later. */
export async function containerTarget(
  stack: Stack,
  fault: EnvironmentFault,
  faultIndex: number,
  container: StackContainer,
  role: string,
  reversal: Reversal,
): Promise<ResolvedTarget> {
  const { component, id, pid, startedAt, restarts } = container
  return {
    fault,
    faultIndex,
    component,
    reversal,
    precondition: `container ${id.slice(0, 12)} (${component}) runs as process ${pid} and is the ${role}`,
    identity: {
      container: id,
      pid,
      startedAt,
      role,
      restarts,
      ...(role === 'primary' ? await ancestryOf(stack, container) : {}),
    },
  }
}

export function containerId({ identity }: IntendedInjection): string {
  return String(identity['container'])
}

/** Whether a container still lives the life that was targeted. */
export function isSameLife(container: StackContainer, { identity }: IntendedInjection): boolean {
  return (
    container.state !== 'ended' &&
    container.pid === identity['pid'] &&
    container.startedAt === String(identity['startedAt'])
  )
}

/** That it is still this container in this life and this role. @throws TargetMovedError */
export async function recheck(stack: Stack, target: IntendedInjection): Promise<StackContainer> {
  const container = await stack.container(containerId(target))
  if (container === undefined) throw new TargetMovedError(target.component, 'its container was removed')
  if (container.state === 'ended') {
    throw new TargetMovedError(target.component, (await diedBefore(stack, container)).message)
  }
  if (!isSameLife(container, target)) throw new TargetMovedError(target.component, 'its container was started again')
  if (container.state === 'paused') throw new TargetMovedError(target.component, 'its container is paused already')
  const wanted = String(target.identity['role'])
  if (container.sql !== undefined && (wanted === 'primary' || wanted === 'standby')) {
    const role = await databaseRole(stack, container)
    if (role !== wanted) {
      throw new TargetMovedError(target.component, `it was the ${wanted} and is now ${role ?? 'not answering'}`)
    }
  }
  return container
}

/** The error that tells of a container's death, with its last words. */
export async function diedBefore({ engine }: Stack, { component, id, exitCode }: StackContainer): Promise<Error> {
  const { stdout, stderr } = await engine.logs(id, LAST_LINES)
  const words = `${stdout}${stderr}`.trim()
  return new ContainerDiedError(
    `'${component}' died before the fault: its container ended with ${exitCode}` +
      (words === '' ? ', without a word' : `; its last words:\n${words}`),
  )
}
