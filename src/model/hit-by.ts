import type { Hit } from './fault.ts'
import type { Component, Topology } from './topology.ts'

/** What a target hits: it is a component, or a whole zone, or a whole region. */
export function hitBy(
  { component, alsoHits = [] }: Pick<Hit, 'component' | 'alsoHits'>,
  { components, regions }: Topology,
): readonly Component[] {
  const zones = regions.find(({ id }) => id === component)?.zones ?? []
  return components.filter(
    ({ id, zone, region }) =>
      id === component ||
      alsoHits.includes(id) ||
      region === component ||
      (zone !== undefined && (component === `zone-${zone}` || zones.includes(zone))),
  )
}
