import type { Role } from '../../model/topology.ts'
import { ROLES } from '../../model/topology.ts'
import type { Engine, Inspection } from './engine/engine.ts'
import { LABELS, NUMBER_LABEL, PROJECT_LABEL, SERVICE_LABEL } from './labels.ts'
import { type Lineage, lineageOf } from './sql.ts'

/** One container of the stack, at this moment. */
export interface StackContainer {
  readonly id: string
  /** Name of the service; with the container's number where the service has several. */
  readonly component: string
  readonly service: string
  /** As labelled; of databases it is what they came up as. */
  readonly role?: Role
  readonly zone?: string
  readonly state: 'running' | 'paused' | 'ended'
  /** Of its first process, on the engine's host. */
  readonly pid: number
  /** With {@link pid} it tells one life of the container from the next. */
  readonly startedAt: string
  /** Its state in the engine's own words: `created`, `running`, `restarting`, `exited`, ... */
  readonly status: string
  /** Of its health check; undefined where it has none. */
  readonly health?: string
  readonly exitCode: number
  /** Whether the engine starts it again when its process dies. */
  readonly restarts: boolean
  /** Whose network it uses, where it has none of its own: `host`, or another container's id. */
  readonly networkOf?: string
  /** Its addresses in the stack's networks. */
  readonly addresses: readonly string[]
  /** The host's addresses in those networks: from there come the clients of published ports. */
  readonly gateways: readonly string[]
  /** Host port by container port. */
  readonly ports: ReadonlyMap<number, number>
  readonly sql?: string
  /** What else its labels say of it. */
  readonly labels: Readonly<Record<string, string>>
}

/** The containers of one compose project, read from the engine: nothing is remembered that could be stale. */
export class Stack {
  readonly engine: Engine
  readonly project: string
  readonly #ask: (container: StackContainer) => Promise<Lineage | undefined>

  constructor(
    engine: Engine,
    project: string,
    ask: (container: StackContainer) => Promise<Lineage | undefined> = (container) => lineageOf(container, engine.host),
  ) {
    this.engine = engine
    this.project = project
    this.#ask = ask
  }

  /** What a database says of itself; undefined of one that does not run, or does not answer. */
  async lineage(container: StackContainer): Promise<Lineage | undefined> {
    return container.state === 'running' ? this.#ask(container) : undefined
  }

  /** In the order of their names. */
  async containers(): Promise<readonly StackContainer[]> {
    const ids = await this.engine.containers(`${PROJECT_LABEL}=${this.project}`)
    const seen = await Promise.all(ids.map((id) => this.engine.inspect(id)))
    const services = seen.filter((one) => one?.Config.Labels[SERVICE_LABEL] !== undefined) as Inspection[]
    const counts = Map.groupBy(services, ({ Config }) => Config.Labels[SERVICE_LABEL])
    return services
      .map((one) => describeContainer(one, (counts.get(one.Config.Labels[SERVICE_LABEL]) ?? []).length > 1))
      .sort((one, other) => (one.component < other.component ? -1 : 1))
  }

  /** undefined when it was removed. */
  async container(id: string): Promise<StackContainer | undefined> {
    const seen = await this.engine.inspect(id)
    const service = seen?.Config.Labels[SERVICE_LABEL]
    if (seen === undefined || service === undefined) return undefined
    // Whoever waits for one asks many times a second: the others are counted, and not asked.
    const [project, same] = [`${PROJECT_LABEL}=${this.project}`, `${SERVICE_LABEL}=${service}`]
    return describeContainer(seen, (await this.engine.containers(project, same)).length > 1)
  }
}

/** Pure. @param numbered - whether its service has more than one container */
export function describeContainer(seen: Inspection, numbered: boolean): StackContainer {
  const labels = seen.Config.Labels
  const service = labels[SERVICE_LABEL] ?? ''
  const networks = Object.values(seen.NetworkSettings.Networks ?? {})
  const role = ROLES.find((known) => known === labels[LABELS.role])
  const restart = seen.HostConfig.RestartPolicy?.Name ?? ''
  return {
    id: seen.Id,
    component: numbered ? `${service}-${labels[NUMBER_LABEL] ?? ''}` : service,
    service,
    ...(role === undefined ? {} : { role }),
    ...(labels[LABELS.zone] === undefined ? {} : { zone: labels[LABELS.zone] }),
    state: stateOf(seen.State),
    pid: seen.State.Pid,
    startedAt: seen.State.StartedAt,
    status: seen.State.Status,
    ...(seen.State.Health === undefined ? {} : { health: seen.State.Health.Status }),
    exitCode: seen.State.ExitCode,
    restarts: restart !== '' && restart !== 'no',
    ...networkOf(seen.HostConfig.NetworkMode),
    addresses: bothOf(networks.map(({ IPAddress, GlobalIPv6Address }) => [IPAddress, GlobalIPv6Address])),
    gateways: bothOf(networks.map(({ Gateway, IPv6Gateway }) => [Gateway, IPv6Gateway])),
    ports: portsOf(seen),
    labels,
    ...(labels[LABELS.sql] === undefined ? {} : { sql: labels[LABELS.sql] }),
  }
}

/** While it waits to be started again the engine says that it runs, as process 0. */
function stateOf({ Paused, Running, Pid }: Inspection['State']): StackContainer['state'] {
  if (Paused) return 'paused'
  return Running && Pid > 0 ? 'running' : 'ended'
}

/** Where there is no IPv6, the engine says so by nothing. */
function bothOf(addresses: readonly (readonly (string | undefined)[])[]): string[] {
  return addresses.flat().filter((address): address is string => address !== undefined && address !== '')
}

function networkOf(mode = ''): Pick<StackContainer, 'networkOf'> {
  if (mode === 'host') return { networkOf: mode }
  return mode.startsWith('container:') ? { networkOf: mode.slice('container:'.length) } : {}
}

function portsOf({ NetworkSettings: { Ports } }: Inspection): ReadonlyMap<number, number> {
  return new Map(
    Object.entries(Ports ?? {}).flatMap(([port, bindings]) => {
      // Customers and databases speak TCP; the same number may be published for UDP, too.
      if (!port.endsWith('/tcp')) return []
      const host = (bindings as readonly { HostPort: string }[] | null)?.[0]?.HostPort
      return host === undefined ? [] : [[Number.parseInt(port, 10), Number(host)] as const]
    }),
  )
}
