import type { Report } from '../schema.ts'

type Component = Report['environment']['components'][number]

/** A box of the picture. */
export interface PlacedNode {
  readonly id: string
  readonly role: string
  /** Undefined for what stands outside of all regions, and where there is one only. */
  readonly region?: string
  readonly x: number
  readonly y: number
  /** The fault that hit it, if one did. */
  readonly fault?: string
}

/** A zone, or the place outside of all zones. */
export interface PlacedLane {
  readonly title: string
  readonly y: number
  readonly height: number
  readonly outside: boolean
  readonly fault?: string
}

export interface PlacedEdge {
  readonly from: PlacedNode
  readonly to: PlacedNode
  readonly kind: 'request' | 'replication' | 'watch'
}

export interface Picture {
  readonly width: number
  readonly height: number
  readonly nodes: readonly PlacedNode[]
  readonly lanes: readonly PlacedLane[]
  readonly edges: readonly PlacedEdge[]
}

/** Measures of the picture, in its own units. */
export const NODE = { width: 146, height: 46 } as const
const GAP = { x: 46, y: 14 } as const
const MARGIN = 16
const LANE_HEAD = 26
const LANE_GAP = 12

/** Requests flow from left to right: a role has its column. */
const COLUMNS: readonly (readonly string[])[] = [
  ['clients', 'resolver'],
  ['load-balancer', 'dns'],
  ['service'],
  ['writer-endpoint'],
  ['primary', 'standby', 'replica', 'failover-manager', 'cache'],
]
const OTHER_COLUMN = 2

/** Lays the components out: a lane for what stands outside the zones, and one for each zone below it. */
export function layOut({ environment, faults }: Report): Picture {
  const clients: Component = { id: 'clients', role: 'clients', zone: null, address: '', state: 'running' }
  const components = [clients, ...environment.components]
  const present = COLUMNS.filter((roles, index) =>
    components.some(({ role }) => columnOf(role) === index || roles.includes(role)),
  )
  const faultOf = (id: string) => faults.find(({ component }) => component === id)?.kind

  const inSeveral = environment.regions.length > 1
  const zones = environment.regions.flatMap(({ id, zones: names }) =>
    names.map((name) => ({
      name,
      region: id,
      title: inSeveral ? `${id}, zone ${name}` : `zone ${name}`,
    })),
  )
  const wanted = [
    { zone: null, region: null, title: 'outside the zones' },
    ...zones.map(({ name, region, title }) => ({ zone: name, region, title })),
  ]
  const nodes: PlacedNode[] = []
  const lanes: PlacedLane[] = []
  let y = MARGIN
  for (const { zone, region, title } of wanted) {
    const inside = components.filter((component) => component.zone === zone)
    const stacks = present.map((roles) => inside.filter(({ role }) => roles.includes(roleInColumns(role))))
    const rows = Math.max(1, ...stacks.map(({ length }) => length))
    const height = LANE_HEAD + rows * (NODE.height + GAP.y)
    const fault = zone === null ? undefined : (faultOf(`zone-${zone}`) ?? faultOf(zone) ?? faultOf(region))
    lanes.push({ title, y, height, outside: zone === null, ...(fault === undefined ? {} : { fault }) })
    for (const [column, stack] of stacks.entries()) {
      for (const [index, { id, role, region: ownRegion = region }] of stack.entries()) {
        const hit = faultOf(id)
        const standsIn = inSeveral ? ownRegion : null
        nodes.push({
          id,
          role,
          ...(standsIn === null ? {} : { region: standsIn }),
          x: MARGIN * 2 + column * (NODE.width + GAP.x),
          y: y + LANE_HEAD + index * (NODE.height + GAP.y),
          ...(hit === undefined ? {} : { fault: hit }),
        })
      }
    }
    y += height + LANE_GAP
  }
  return {
    width: MARGIN * 5 + present.length * NODE.width + (present.length - 1) * GAP.x,
    height: y - LANE_GAP + MARGIN,
    nodes,
    lanes,
    edges: edgesBetween(nodes),
  }
}

function columnOf(role: string): number {
  const column = COLUMNS.findIndex((roles) => roles.includes(role))
  return column === -1 ? OTHER_COLUMN : column
}

/** A role that has no column of its own stands where the services stand. */
function roleInColumns(role: string): string {
  return COLUMNS.some((roles) => roles.includes(role)) ? role : 'service'
}

/** How requests, replication and the failover manager's checks run, as the roles imply it. */
function edgesBetween(nodes: readonly PlacedNode[]): PlacedEdge[] {
  const having = (role: string) => nodes.filter((node) => node.role === role)
  const connect = (from: PlacedNode[], to: PlacedNode[], kind: PlacedEdge['kind']) =>
    from.flatMap((source) => to.map((target) => ({ from: source, to: target, kind })))
  // Inside a region nobody uses what stands in another one.
  const within = (from: PlacedNode[], to: PlacedNode[], kind: PlacedEdge['kind']) =>
    connect(from, to, kind).filter((edge) => edge.from.region === edge.to.region)
  const firstOf = (...roles: string[]) => roles.map(having).find((found) => found.length > 0) ?? []
  const services = having('service')
  return [
    ...connect(having('clients'), firstOf('load-balancer', 'service', 'writer-endpoint', 'primary'), 'request'),
    ...within(having('load-balancer'), services, 'request'),
    ...within(services, firstOf('writer-endpoint', 'primary'), 'request'),
    ...within(having('writer-endpoint'), having('primary'), 'request'),
    ...connect(having('primary'), [...having('standby'), ...having('replica')], 'replication'),
    ...within(having('failover-manager'), [...having('primary'), ...having('standby')], 'watch'),
  ]
}
