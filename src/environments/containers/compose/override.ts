import { DRILL_LABEL, PROJECT_LABEL } from '../labels.ts'
import type { ComposeModel, ComposePort, ComposeResource, ComposeService } from './model.ts'

/** The host's port for a port of a service, by {@link portKey}. */
export type PortMap = ReadonlyMap<string, number>

export function portKey(service: string, { port, protocol }: ComposePort): string {
  return `${service}:${port}/${protocol}`
}

/** The published ports that must be pinned; of a service with several containers each takes what it gets. */
export function portsToPin({ services }: ComposeModel): readonly string[] {
  return services
    .filter(({ replicas }) => replicas === 1)
    .flatMap(({ name, ports }) => ports.map((port) => portKey(name, port)))
}

/**
 * A second compose file, laid over the team's, by which the drill's stack can stand beside the team's own:
 *
 * - the drill's labels on everything, on images that are built for it, too
 * - each published port on a port of the host that was chosen beforehand (one that the engine chooses is another one after
 *   every restart); of services with several containers on ports that the engine chooses. On this address only
 * - no name that is not the project's, for containers, networks and volumes: what has a name of its own exists once, and
 *   two stacks that run would share it
 *
 * @param bind - the address of the host on which ports are published
 */
export function renderOverride(model: ComposeModel, drillId: string, ports: PortMap, bind: string): string {
  const labels = `labels: { ${DRILL_LABEL}: ${JSON.stringify(drillId)} }`
  const lines = ['services:']
  for (const service of model.services) {
    lines.push(`  ${JSON.stringify(service.name)}:`, `    ${labels}`)
    if (service.containerName !== undefined) lines.push('    container_name: !reset null')
    const published = service.ports.map((port) => publish(service, port, ports, bind))
    // Without the tag compose would publish them beside the file's own.
    if (published.length > 0) lines.push(`    ports: !override ${JSON.stringify(published)}`)
    if (isBuiltForDrill(service)) {
      const both = { [DRILL_LABEL]: drillId, [PROJECT_LABEL]: model.project }
      lines.push(`    build: { labels: ${JSON.stringify(both)} }`)
    }
  }
  for (const [kind, all] of Object.entries({ networks: model.networks, volumes: model.volumes })) {
    const own = all.filter(({ external }) => !external)
    if (own.length === 0) continue
    lines.push(
      `${kind}:`,
      ...own.flatMap((one) => [`  ${JSON.stringify(one.key)}:`, `    ${labels}`, ...named(one, model)]),
    )
  }
  return `${lines.join('\n')}\n`
}

function publish({ name, replicas }: ComposeService, port: ComposePort, ports: PortMap, bind: string): string {
  const host = replicas === 1 ? (ports.get(portKey(name, port)) ?? '') : ''
  return `${bind}:${host}:${port.port}${port.protocol === 'tcp' ? '' : `/${port.protocol}`}`
}

/** An image without a name of its own is named after the project, which is another one for every drill. */
function isBuiltForDrill({ builds, image }: ComposeService): boolean {
  return builds && image === undefined
}

function named({ key, name }: ComposeResource, { project }: ComposeModel): string[] {
  const ours = `${project}_${key}`
  return name === ours ? [] : [`    name: ${JSON.stringify(ours)}`]
}
