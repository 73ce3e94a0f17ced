import type { ControlPlaneEvent } from '../environment.ts'
import type { EngineEvent } from './engine-events.ts'
import type { StackContainer } from './stack.ts'

/** Of a container: as much as tells whose life it was. */
export type Lived = Pick<StackContainer, 'id' | 'component' | 'role' | 'restarts'>

/** By which they are known in reports. They attribute: a system knows of a death only when its own control plane says so. */
const KINDS: Readonly<Record<EngineEvent['action'], string>> = {
  die: 'container-died',
  kill: 'container-signalled',
  oom: 'container-out-of-memory',
  start: 'container-started',
  restart: 'container-started',
  health_status: 'container-health',
}

const SOURCE = 'container engine'

/**
 * The lives of containers as events of the control plane: when one died, by what, and when it was started again. A restart
 * that somebody asked for is told once. Pure.
 */
export function containerLives(told: readonly EngineEvent[], containers: readonly Lived[]): ControlPlaneEvent[] {
  return told.flatMap((event, index): ControlPlaneEvent[] => {
    const after = told.slice(index + 1).find(({ container }) => container === event.container)
    // Told by the next one, more exactly.
    if (event.action === 'start' && after?.action === 'restart') return []
    const container = containers.find(({ id }) => id === event.container)
    const component = container?.component ?? event.service
    const legs = container === undefined ? undefined : legsOf(event, container, containers)
    return [
      {
        kind: KINDS[event.action],
        component,
        source: SOURCE,
        text: `${component} ${words(event, container)}`,
        fromNs: nanoseconds(event.at.lo),
        toNs: nanoseconds(event.at.hi),
        ...(legs === undefined ? {} : { legs }),
      },
    ]
  })
}

function words({ action, said }: EngineEvent, container: Lived | undefined): string {
  switch (action) {
    case 'die':
      return `died (${said.exitCode ?? 'exit code unknown'})${container?.restarts === true ? ', and is to be started again' : ''}`
    case 'kill':
      return `was sent signal ${said.signal ?? '(unknown)'} by the engine`
    case 'oom':
      return 'wanted more memory than it has'
    case 'start':
      return 'was started'
    case 'restart':
      return 'was started again, for somebody asked for a restart'
    case 'health_status':
      return `is ${said.health ?? 'of unknown health'}, by its health check`
  }
}

/**
 * Which legs of a recovery it ends, where nobody else tells. Only of a container that its restart policy brings back and that
 * is alone with what it does: of several, another one may have served long before. What a policy does was decided before, and
 * who comes back is found where it was.
 */
function legsOf(
  { action }: EngineEvent,
  { id, role, restarts }: Lived,
  containers: readonly Lived[],
): ControlPlaneEvent['legs'] {
  const duty = role === 'standby' ? 'primary' : role
  const isAlone = !containers.some((one) => one.id !== id && (one.role === 'standby' ? 'primary' : one.role) === duty)
  if (role === undefined || !restarts || !isAlone) return undefined
  if (action === 'die') return ['detect', 'decide']
  return action === 'start' ? ['fail over', 'route'] : undefined
}

function nanoseconds(ms: number): string {
  return BigInt(Math.round(ms * 1e6)).toString()
}
