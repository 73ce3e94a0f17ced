import type { ResolvedTarget } from '../../model/fault.ts'
import type { Topology } from '../../model/topology.ts'
import { type Guard, QUICK_MS } from './guard.ts'

/**
 * The prober must not stand in what is hit: it would fall silent with the service, and nothing could be measured.
 *
 * @param standsIn - id of the component, or name of the zone or region, in which the prober runs; undefined: outside
 */
export function proberOutside(
  standsIn: string | undefined,
  targets: readonly ResolvedTarget[],
  { components, regions }: Topology,
): Guard {
  return {
    name: 'prober',
    timeoutMs: QUICK_MS,
    ask: () => {
      if (standsIn === undefined) return undefined
      const found = components.find(({ id }) => id === standsIn)
      const zone = found?.zone ?? standsIn
      const region = found?.region ?? regions.find(({ zones }) => zones.includes(zone))?.id
      const struck = targets.find(
        ({ component }) => component === standsIn || component === `zone-${zone}` || component === region,
      )
      return struck === undefined
        ? undefined
        : `${struck.fault.kind} hits ${struck.component}, and the prober stands in ${standsIn}: run it somewhere else`
    },
  }
}
