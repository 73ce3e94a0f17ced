import type { DatabaseEvent } from '../ports/databases.ts'

/**
 * What an event of RDS means. It gives its events no ids here, so they are known by their words (aws documentation, "Amazon
 * RDS event categories"); the ids in the comments arrive by SNS and EventBridge only.
 */
export type Meaning =
  | 'started'
  | 'completed'
  | 'restarted'
  | 'abandoned'
  | 'failed'
  | 'fencing-timed-out'
  /** Of a global database: another region takes over, which is no failover within one. */
  | 'region-completed'
  | 'region-failed'

const MEANINGS: readonly (readonly [RegExp, Meaning])[] = [
  // RDS-EVENT-0034
  [/abandoning user requested failover/i, 'abandoned'],
  // RDS-EVENT-0069 of a cluster, and 0070: the old primary is taken again, which is no recovery of this failover.
  [/cluster failover failed|promoting previous primary again/i, 'failed'],
  // RDS-EVENT-0238 and 0185; 0239, 0187 and 0186.
  [/global failover .* completed|global switchover .* finished/i, 'region-completed'],
  [/global (failover|switchover) .* (failed|cancelled)/i, 'region-failed'],
  // RDS-EVENT-0391: what may be a split brain.
  [/block writes.*timed out/i, 'fencing-timed-out'],
  // RDS-EVENT-0013 of an instance, 0072 and 0073 of a cluster.
  [/multi-az instance failover started|started (same|cross) az failover/i, 'started'],
  // RDS-EVENT-0049 and 0015 of an instance, 0071 of a cluster.
  [/failover (to standby )?complete|completed failover to db instance/i, 'completed'],
  // RDS-EVENT-0006
  [/db instance restarted/i, 'restarted'],
]

/** Undefined for what has no bearing on a failover. */
export function meaningOf({ message }: Pick<DatabaseEvent, 'message'>): Meaning | undefined {
  return MEANINGS.find(([words]) => words.test(message))?.[1]
}
