import { hitBy } from '../../../model/hit-by.ts'
import type { ResolvedTarget } from '../../../model/fault.ts'
import type { Topology } from '../../../model/topology.ts'

/** What is there and what is hit, as a Mermaid picture. */
export function picture(topology: Topology, targets: readonly ResolvedTarget[]): string {
  const { regions, components } = topology
  const ids = new Map(components.map(({ id }, index) => [id, `n${index}`]))
  const node = (id: string, role: string): string => `    ${ids.get(id)}["${id}<br/>${role}"]`
  const zones = regions.flatMap((region) => region.zones)
  const inZones = zones.flatMap((zone, index) => [
    `  subgraph z${index}["${zone}"]`,
    ...components.filter((one) => one.zone === zone).map(({ id, role }) => node(id, role)),
    '  end',
  ])
  const outside = components.filter(({ zone }) => zone === undefined).map(({ id, role }) => node(id, role))
  const struck = new Set(targets.flatMap((target) => hitBy(target, topology)))
  const hit = components.filter((component) => struck.has(component)).map(({ id }) => ids.get(id))
  return [
    'flowchart LR',
    ...inZones,
    ...outside,
    '  classDef hit stroke:#c00,stroke-width:3px',
    ...(hit.length === 0 ? [] : [`  class ${hit.join(',')} hit`]),
  ].join('\n')
}
