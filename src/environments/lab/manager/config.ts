import type { RpcAddress } from '../../../system/rpc.ts'
import type { LabSettings } from '../settings.ts'

/** A database as the failover manager sees it: from outside its zone, by way of the zone's relay. */
export interface ManagedNode {
  /** For example `db-a`. */
  readonly id: string
  /** For management: the database `postgres`. */
  readonly url: string
  /** What it calls itself as a standby. */
  readonly applicationName: string
  /** Where {@link agentPort} and {@link writerPort} are. @default loopback, where its zone's relay listens */
  readonly host?: string
  /** Port of its zone's agent. */
  readonly agentPort: number
  /** Port to which the writer endpoint leads when this is the writer. */
  readonly writerPort: number
}

export interface ManagerConfig {
  readonly settings: LabSettings
  /** On which the manager takes requests. */
  readonly controlSocket: RpcAddress
  readonly endpointSocket: RpcAddress
  readonly primary: ManagedNode
  readonly standby: ManagedNode
}
