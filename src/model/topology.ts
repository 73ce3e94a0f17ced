/** What a component does. Scenarios name roles; an environment resolves them to components. */
export const ROLES = [
  'primary',
  'standby',
  /** A database that follows the primary from another region. */
  'replica',
  'service',
  'load-balancer',
  'cache',
  'writer-endpoint',
  'failover-manager',
  'dns',
  /** Where customers look names up, and go from there. */
  'resolver',
] as const
export type Role = (typeof ROLES)[number]

/** One concrete part of the system under test. */
export interface Component {
  /** For example `db-a`; unique in a topology. */
  readonly id: string
  readonly role: Role
  /** Undefined for what stands outside the zones. */
  readonly zone?: string
  /** Of what stands in a region, and in none of its zones. */
  readonly region?: string
  /** Where it answers, for people: host and port, an ARN... */
  readonly address: string
  readonly state: 'running' | 'stopped' | 'unknown'
}

/** The shape of an environment: regions hold zones, zones hold components. */
export interface Topology {
  readonly regions: readonly { readonly id: string; readonly zones: readonly string[] }[]
  readonly components: readonly Component[]
}
