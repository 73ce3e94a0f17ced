import type {
  CreateDBClusterSnapshotMessage,
  CreateDBSnapshotMessage,
  DBClusterSnapshot,
  DBSnapshot,
  DescribeDBClusterSnapshotsMessage,
  DescribeDBSnapshotsMessage,
} from '@aws-sdk/client-rds'
import { arn, CLUSTER, REGION } from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { ControlPlane, DatabaseForm } from '../control-plane.ts'

/** A moment of the database that is kept under a name. */
interface Snapshot {
  readonly id: string
  readonly type: 'automated' | 'manual'
  readonly at: Date
  readonly isThere: boolean
}

/** Snapshots of the pair: the backups that the lab takes by itself, and those that are asked for. A restore has exactly their commits. */
export class RdsSnapshots {
  readonly #plane: ControlPlane
  readonly #manual = new Map<string, Date>()

  constructor(plane: ControlPlane) {
    this.#plane = plane
  }

  /** What a restore from a snapshot has to have. @throws AwsError when there is none of this name, or it is not there yet */
  async moment(form: DatabaseForm, id: string): Promise<Date> {
    const found = (await this.#all(form)).find((snapshot) => snapshot.id === id)
    if (found === undefined) throw notFound(form, id)
    if (found.isThere) return found.at
    throw form === 'cluster'
      ? new AwsError('InvalidDBClusterSnapshotStateFault', `DBClusterSnapshot ${id} is being created`)
      : new AwsError('InvalidDBSnapshotStateFault', `DBSnapshot ${id} is being created`)
  }

  get operations(): Operations {
    return {
      CreateDBSnapshot: async ({ DBInstanceIdentifier, DBSnapshotIdentifier: id = '' }: CreateDBSnapshotMessage) => {
        if (DBInstanceIdentifier !== CLUSTER || this.#plane.databaseForm !== 'instance') {
          throw new AwsError('DBInstanceNotFoundFault', `DBInstance ${DBInstanceIdentifier ?? ''} not found.`)
        }
        return { DBSnapshot: describeSnapshot(await this.#take('instance', id)) }
      },

      CreateDBClusterSnapshot: async (input: CreateDBClusterSnapshotMessage) => {
        const { DBClusterIdentifier, DBClusterSnapshotIdentifier: id = '' } = input
        if (DBClusterIdentifier !== CLUSTER || this.#plane.databaseForm !== 'cluster') {
          throw new AwsError('DBClusterNotFoundFault', `DBCluster ${DBClusterIdentifier ?? ''} not found.`)
        }
        return { DBClusterSnapshot: describeClusterSnapshot(await this.#take('cluster', id)) }
      },

      DescribeDBSnapshots: async (input: DescribeDBSnapshotsMessage, { region }: Call) => {
        const { DBInstanceIdentifier: source, DBSnapshotIdentifier: id, SnapshotType: type } = input
        const found = await this.#asked('instance', region, { source, id, type })
        return { DBSnapshots: found.map(describeSnapshot) }
      },

      DescribeDBClusterSnapshots: async (input: DescribeDBClusterSnapshotsMessage, { region }: Call) => {
        const { DBClusterIdentifier: source, DBClusterSnapshotIdentifier: id, SnapshotType: type } = input
        const found = await this.#asked('cluster', region, { source, id, type })
        return { DBClusterSnapshots: found.map(describeClusterSnapshot) }
      },
    }
  }

  async #asked(
    form: DatabaseForm,
    region: string,
    { source, id, type }: Readonly<Record<'source' | 'id' | 'type', string | undefined>>,
  ): Promise<readonly Snapshot[]> {
    const all = region === REGION ? await this.#all(form) : []
    const found = all.filter(
      (snapshot) =>
        (source === undefined || source === CLUSTER) &&
        (id === undefined || id === snapshot.id) &&
        (type === undefined || type === snapshot.type),
    )
    if (id !== undefined && found.length === 0) throw notFound(form, id)
    return found
  }

  async #take(form: DatabaseForm, id: string): Promise<Snapshot> {
    const all = await this.#all(form)
    if (all.length === 0) throw new AwsError('NotImplementedByBlackstart', 'start the lab with archive=on', 501)
    if (all.some((snapshot) => snapshot.id === id)) {
      const code = form === 'cluster' ? 'DBClusterSnapshotAlreadyExistsFault' : 'DBSnapshotAlreadyExistsFault'
      throw new AwsError(code, `${id} exists already`)
    }
    const at = new Date()
    this.#manual.set(id, at)
    return { id, type: 'manual', at, isThere: false }
  }

  async #all(form: DatabaseForm): Promise<readonly Snapshot[]> {
    const view = await this.#plane.look()
    if (form !== this.#plane.databaseForm || view.state.info.settings.archive === 'off') return []
    const backups = await this.#plane.effects.restore<readonly string[]>({ act: 'backups' })
    const takesMs = this.#plane.lateness.ms('snapshotMs')
    return [
      ...backups.map((text): Snapshot => {
        const at = new Date(text)
        return { id: automatedId(at), type: 'automated', at, isThere: true }
      }),
      ...[...this.#manual].map(([id, at]): Snapshot => ({
        id,
        type: 'manual',
        at,
        isThere: view.nowMs - at.getTime() >= takesMs,
      })),
    ]
  }
}

/** RDS names those that it takes itself after the database and the minute [D]; the lab takes more than one in a minute. */
function automatedId(at: Date): string {
  return `rds:${CLUSTER}-${at.toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')}`
}

function describeSnapshot(snapshot: Snapshot): DBSnapshot {
  return {
    DBSnapshotIdentifier: snapshot.id,
    DBSnapshotArn: arn('rds', `snapshot:${snapshot.id}`),
    DBInstanceIdentifier: CLUSTER,
    Engine: 'postgres',
    ...common(snapshot),
  }
}

function describeClusterSnapshot(snapshot: Snapshot): DBClusterSnapshot {
  return {
    DBClusterSnapshotIdentifier: snapshot.id,
    DBClusterSnapshotArn: arn('rds', `cluster-snapshot:${snapshot.id}`),
    DBClusterIdentifier: CLUSTER,
    Engine: 'aurora-postgresql',
    ...common(snapshot),
  }
}

function common({ type, at, isThere }: Snapshot) {
  return {
    SnapshotType: type,
    Status: isThere ? 'available' : 'creating',
    SnapshotCreateTime: at,
    PercentProgress: isThere ? 100 : 0,
  }
}

function notFound(form: DatabaseForm, id: string): AwsError {
  return form === 'cluster'
    ? new AwsError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${id} not found.`)
    : new AwsError('DBSnapshotNotFoundFault', `DBSnapshot ${id} not found.`)
}
