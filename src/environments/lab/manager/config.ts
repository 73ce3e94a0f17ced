import type { LabSettings } from '../settings.ts'

/** A database as the failover manager sees it: from outside its zone, by way of the zone's relay. */
export interface ManagedNode {
  /** For example `db-a`. */
  readonly id: string
  /** For management: the database `postgres`. */
  readonly url: string
  /** What it calls itself as a standby. */
  readonly applicationName: string
  /** Port of its zone's agent. */
  readonly agentPort: number
  /** Port to which the writer endpoint leads when this is the writer. */
  readonly writerPort: number
}

export interface ManagerConfig {
  readonly settings: LabSettings
  /** Unix socket on which the manager takes requests. */
  readonly controlSocket: string
  readonly endpointSocket: string
  readonly primary: ManagedNode
  readonly standby: ManagedNode
}
