import type { Component, Topology } from '../../../model/topology.ts'

/** What is there and what is hit, as a Mermaid picture. */
export function picture({ regions, components }: Topology, struck: readonly Component[]): string {
  const ids = new Map(components.map(({ id }, index) => [id, `n${index}`]))
  const node = (id: string, role: string): string => `    ${ids.get(id)}["${id}<br/>${role}"]`
  const zones = regions.flatMap((region) => region.zones)
  const inZones = zones.flatMap((zone, index) => [
    `  subgraph z${index}["${zone}"]`,
    ...components.filter((one) => one.zone === zone).map(({ id, role }) => node(id, role)),
    '  end',
  ])
  const outside = components.filter(({ zone }) => zone === undefined).map(({ id, role }) => node(id, role))
  const hit = struck.map(({ id }) => ids.get(id))
  return [
    'flowchart LR',
    ...inZones,
    ...outside,
    '  classDef hit stroke:#c00,stroke-width:3px',
    ...(hit.length === 0 ? [] : [`  class ${hit.join(',')} hit`]),
  ].join('\n')
}
