import type { Fault, Hit } from '../../model/fault.ts'
import type { Component, Role, Topology } from '../../model/topology.ts'
import type { ComposeModel } from './compose/model.ts'
import type { StackPlan } from './stack-plan.ts'

/** What a stack will be once it is up, as its labels promise it. Pure. */
export function expectedTopology({ services }: ComposeModel, plan: StackPlan): Topology {
  const components = plan.services.flatMap(({ service, role, zone }): Component[] => {
    if (role === undefined) return []
    const replicas = services.find(({ name }) => name === service)?.replicas ?? 1
    const ids = replicas === 1 ? [service] : Array.from({ length: replicas }, (_, index) => `${service}-${index + 1}`)
    return ids.map((id) => ({ id, role, ...(zone === undefined ? {} : { zone }), address: '', state: 'running' }))
  })
  const zones = [...new Set(components.flatMap(({ zone }) => zone ?? []))].toSorted()
  return { regions: zones.length === 0 ? [] : [{ id: 'containers', zones }], components }
}

/** What a fault will hit in it, in the order in which a drill chooses; what a team's own fault hits, the team knows. Pure. */
export function expectedHits(fault: Fault, { components }: Topology): readonly Hit[] {
  if (fault.kind === 'zone.lose' || fault.kind === 'zone.isolate') {
    const zone = fault.zone ?? components.find(({ role, zone }) => role === fault.of && zone !== undefined)?.zone
    return zone === undefined ? [] : [{ fault, component: `zone-${zone}` }]
  }
  const role = roleOf(fault)
  if (role === undefined) return []
  const zone = 'zone' in fault ? fault.zone : undefined
  const count = 'count' in fault ? (fault.count ?? 1) : 1
  return components
    .filter((one) => one.role === role && (zone === undefined || one.zone === zone))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .slice(0, count)
    .map(({ id }) => ({ fault, component: id }))
}

function roleOf(fault: Fault): Role | undefined {
  if ('role' in fault) return fault.role
  if (fault.kind === 'database.failover') return 'primary'
  return fault.kind === 'standby.lose' || fault.kind === 'replication.hold' ? 'standby' : undefined
}
