import { DRILL_LABEL } from '../labels.ts'
import type { ComposeModel } from './model.ts'

/** The host's port for a port of a service: `<service>:<port>`. */
export type PortMap = ReadonlyMap<string, number>

export function portKey(service: string, port: number): string {
  return `${service}:${port}`
}

/** The published ports that must be pinned; of a service with several containers each takes what it gets. */
export function portsToPin({ services }: ComposeModel): { readonly service: string; readonly port: number }[] {
  return services
    .filter(({ replicas }) => replicas === 1)
    .flatMap(({ name, published }) => published.map((port) => ({ service: name, port })))
}

/**
 * A second compose file, laid over the team's: labels everything with the drill, and pins each published port to a port
 * of the host that was chosen beforehand. A port that the engine chooses is another one after every restart, and the
 * team's own ports may be taken by the team's own stack.
 *
 * @param bind - the address of the host on which they are published; loopback where the engine is local
 */
export function renderOverride(model: ComposeModel, drillId: string, ports: PortMap, bind: string): string {
  const labels = `labels: { ${DRILL_LABEL}: ${JSON.stringify(drillId)} }`
  const lines = ['services:']
  for (const { name, published } of model.services) {
    lines.push(`  ${JSON.stringify(name)}:`, `    ${labels}`)
    const pinned = published.flatMap((port) => {
      const host = ports.get(portKey(name, port))
      return host === undefined ? [] : [`${bind}:${host}:${port}`]
    })
    // Without the tag compose would publish them beside the file's own.
    if (pinned.length > 0) lines.push(`    ports: !override ${JSON.stringify(pinned)}`)
  }
  for (const [kind, names] of Object.entries({ networks: model.networks, volumes: model.volumes })) {
    if (names.length === 0) continue
    lines.push(`${kind}:`, ...names.flatMap((name) => [`  ${JSON.stringify(name)}:`, `    ${labels}`]))
  }
  return `${lines.join('\n')}\n`
}
