import type { Fault } from '../../model/fault.ts'

/** Why an instance of RDS cannot be crashed; Aurora crashes by its own SQL. A failover is no crash, and is not put in its place. */
export const NO_CRASH =
  'RDS lets nobody kill the process of a database. database.failover asks for a failover, in which nobody has to detect ' +
  'anything: a scenario that is about a crash cannot pass on it'

/** What AWS lets nobody do to a managed system. */
export const IMPOSSIBLE: Readonly<Partial<Record<Fault['kind'], string>>> = {
  'database.freeze': 'RDS lets nobody stop the process of a database',
  'standby.lose': 'RDS lets nobody take the standby of a Multi-AZ database away',
  'instance.freeze': 'EC2 has no call that freezes an instance; instance.terminate ends one',
  'data.drop': 'AWS has no part in what happens to your data: write it as fault.command',
  'replication.hold': 'RDS lets nobody hold its replication',
}
