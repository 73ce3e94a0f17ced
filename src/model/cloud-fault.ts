import type { FaultTiming, Lasting } from './fault-timing.ts'

/**
 * The DNS is made to fail over although nothing is lost: a health check is turned around, so that what is well counts as
 * lost. Nothing is broken by it, and nobody has to detect anything.
 */
export interface DnsFailover extends FaultTiming {
  readonly kind: 'dns.failover'
  /** Id of the health check on which the failover record depends. */
  readonly healthCheck: string
}

/** An experiment of one's own in AWS FIS. It is previewed first, and must hit nothing but the targets that are expected. */
export interface FisExperiment extends FaultTiming {
  readonly kind: 'fis'
  /** Id of the experiment template, for example `EXT1A2B3C4D5E6F7`. */
  readonly templateId: string
}

/**
 * A global table of DynamoDB is cut off from its replicas in other regions: what is written here does not arrive there, nor
 * the other way round.
 */
export interface ReplicationPause extends Lasting {
  readonly kind: 'replication.pause'
  /** Name of the table. */
  readonly table: string
}

/** Faults that only a cloud's control plane knows. */
export type CloudFault = DnsFailover | FisExperiment | ReplicationPause
