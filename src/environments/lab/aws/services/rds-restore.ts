import type {
  AddTagsToResourceMessage,
  CreateDBInstanceMessage,
  DBCluster,
  DBInstance,
  DeleteDBClusterMessage,
  DeleteDBInstanceMessage,
  RestoreDBClusterFromSnapshotMessage,
  RestoreDBClusterToPointInTimeMessage,
  RestoreDBInstanceFromDBSnapshotMessage,
  RestoreDBInstanceToPointInTimeMessage,
  Tag,
} from '@aws-sdk/client-rds'
import { arn, CLUSTER, databaseArn } from '../account.ts'
import { AwsError, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { LabView } from '../lab-view.ts'
import type { LabRestore } from '../../labd/restore/restores.ts'
import type { RdsSnapshots } from './rds-snapshots.ts'
import { latestRestorable } from './rds-shapes.ts'

/** A database or a cluster that was restored, as it was asked for. */
interface Restored {
  readonly id: string
  readonly kind: 'instance' | 'cluster'
  tags: readonly Tag[]
  readonly createdAt: Date
  /** Of a cluster: it comes without instances, and answers nobody until it has one [K]. */
  member?: { readonly id: string; tags: readonly Tag[]; readonly createdAt: Date }
  isDeleting: boolean
}

/** Restores to a point in time or from a snapshot: real ones of the lab, which replays what it has archived. */
export class RdsRestores {
  readonly #plane: ControlPlane
  readonly #snapshots: RdsSnapshots
  readonly #restored = new Map<string, Restored>()

  constructor(plane: ControlPlane, snapshots: RdsSnapshots) {
    this.#plane = plane
    this.#snapshots = snapshots
  }

  async instances(): Promise<readonly DBInstance[]> {
    const restores = await this.#restores()
    return [...this.#restored.values()].flatMap((restored) => {
      const restore = restores.find(({ id }) => id === restored.id)
      if (restored.kind === 'instance') {
        return [describeInstance(restored.id, restored.tags, restored.createdAt, statusOf(restored, restore), restore)]
      }
      const { member } = restored
      if (member === undefined) return []
      const instance = describeInstance(member.id, member.tags, member.createdAt, statusOf(restored, restore), restore)
      return [{ ...instance, DBClusterIdentifier: restored.id, Engine: 'aurora-postgresql' }]
    })
  }

  async clusters(): Promise<readonly DBCluster[]> {
    const restores = await this.#restores()
    return [...this.#restored.values()]
      .filter(({ kind }) => kind === 'cluster')
      .map((restored) => {
        const restore = restores.find(({ id }) => id === restored.id)
        return {
          DBClusterIdentifier: restored.id,
          DBClusterArn: arn('rds', `cluster:${restored.id}`),
          Engine: 'aurora-postgresql',
          Status: statusOf(restored, restore),
          DeletionProtection: false,
          Endpoint: '127.0.0.1',
          ...(restore?.port !== undefined && { Port: restore.port }),
          DBClusterMembers:
            restored.member === undefined
              ? []
              : [{ DBInstanceIdentifier: restored.member.id, IsClusterWriter: true, PromotionTier: 1 }],
          TagList: [...restored.tags],
        }
      })
  }

  get operations(): Operations {
    return {
      RestoreDBInstanceToPointInTime: async (input: RestoreDBInstanceToPointInTimeMessage) => {
        const { TargetDBInstanceIdentifier: id = '', RestoreTime, UseLatestRestorableTime, Tags = [] } = input
        this.#mustBeThePair('instance', input.SourceDBInstanceIdentifier)
        this.#mustBeNew('instance', id)
        await this.#begin('instance', id, Tags, await this.#pointInTime(RestoreTime, UseLatestRestorableTime))
        return { DBInstance: await this.#instance(id) }
      },

      RestoreDBClusterToPointInTime: async (input: RestoreDBClusterToPointInTimeMessage) => {
        const { DBClusterIdentifier: id = '', RestoreToTime, UseLatestRestorableTime, Tags = [] } = input
        this.#mustBeThePair('cluster', input.SourceDBClusterIdentifier)
        this.#mustBeNew('cluster', id)
        await this.#begin('cluster', id, Tags, await this.#pointInTime(RestoreToTime, UseLatestRestorableTime))
        return { DBCluster: await this.#cluster(id) }
      },

      RestoreDBInstanceFromDBSnapshot: async (input: RestoreDBInstanceFromDBSnapshotMessage) => {
        const { DBInstanceIdentifier: id = '', DBSnapshotIdentifier = '', Tags = [] } = input
        this.#mustBeNew('instance', id)
        await this.#begin('instance', id, Tags, await this.#snapshots.moment('instance', DBSnapshotIdentifier))
        return { DBInstance: await this.#instance(id) }
      },

      RestoreDBClusterFromSnapshot: async (input: RestoreDBClusterFromSnapshotMessage) => {
        const { DBClusterIdentifier: id = '', SnapshotIdentifier = '', Tags = [] } = input
        this.#mustBeNew('cluster', id)
        await this.#begin('cluster', id, Tags, await this.#snapshots.moment('cluster', SnapshotIdentifier))
        return { DBCluster: await this.#cluster(id) }
      },

      CreateDBInstance: async (input: CreateDBInstanceMessage) => {
        const { DBInstanceIdentifier: id = '', DBClusterIdentifier = '', Tags = [] } = input
        const cluster = this.#restored.get(DBClusterIdentifier)
        if (cluster?.kind !== 'cluster') {
          throw new AwsError('NotImplementedByBlackstart', 'the lab creates instances of restored clusters only', 501)
        }
        if (cluster.member !== undefined) throw new AwsError('DBInstanceAlreadyExistsFault', `${id} exists already`)
        cluster.member = { id, tags: Tags, createdAt: new Date() }
        return { DBInstance: await this.#instance(id) }
      },

      /** Of what was restored alone: the lab's own tags are what its drills rest on. */
      AddTagsToResource: ({ ResourceName = '', Tags = [] }: AddTagsToResourceMessage) => {
        const restored = [...this.#restored.values()].find(({ id, member }) =>
          [arn('rds', `cluster:${id}`), databaseArn(id), member && databaseArn(member.id)].includes(ResourceName),
        )
        if (restored === undefined)
          throw new AwsError('DBInstanceNotFoundFault', `${ResourceName} was not restored`, 404)
        const { member } = restored
        const tagged = member !== undefined && ResourceName === databaseArn(member.id) ? member : restored
        const given = new Set(Tags.map(({ Key }) => Key))
        tagged.tags = [...tagged.tags.filter(({ Key }) => !given.has(Key)), ...Tags]
        return {}
      },

      DeleteDBInstance: async (input: DeleteDBInstanceMessage) => {
        const { DBInstanceIdentifier: id = '', SkipFinalSnapshot, FinalDBSnapshotIdentifier } = input
        const restored = [...this.#restored.values()].find((one) => one.id === id || one.member?.id === id)
        const instance = (await this.instances()).find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === id)
        if (restored === undefined || instance === undefined) throw await this.#notDeletable(id)
        if (restored.kind === 'cluster') delete restored.member
        else {
          mustSayWhetherToKeep(SkipFinalSnapshot, FinalDBSnapshotIdentifier)
          await this.#delete(restored)
        }
        return { DBInstance: { ...instance, DBInstanceStatus: 'deleting' } }
      },

      DeleteDBCluster: async (input: DeleteDBClusterMessage) => {
        const { DBClusterIdentifier: id = '', SkipFinalSnapshot, FinalDBSnapshotIdentifier } = input
        const restored = this.#restored.get(id)
        if (restored?.kind !== 'cluster') throw await this.#notDeletable(id)
        if (restored.member !== undefined) {
          throw new AwsError('InvalidDBClusterStateFault', `${id} still has the instance ${restored.member.id}`)
        }
        mustSayWhetherToKeep(SkipFinalSnapshot, FinalDBSnapshotIdentifier)
        const cluster = await this.#cluster(id)
        await this.#delete(restored)
        return { DBCluster: { ...cluster, Status: 'deleting' } }
      },
    }
  }

  async #begin(kind: Restored['kind'], id: string, tags: readonly Tag[], to: Date): Promise<void> {
    await this.#plane.effects.restore({ act: 'begin', id, at: to.toISOString() }).catch((error: unknown) => {
      throw new AwsError('InvalidRestoreFault', error instanceof Error ? error.message : String(error))
    })
    this.#restored.set(id, { id, kind, tags, createdAt: new Date(), isDeleting: false })
  }

  async #pointInTime(to: Date | undefined, latest: boolean | undefined): Promise<Date> {
    const view = await this.#plane.look()
    if (view.state.info.settings.archive === 'off') {
      throw new AwsError('PointInTimeRestoreNotEnabledFault', 'the lab archives nothing: start it with archive=on')
    }
    if ((to === undefined) === (latest !== true)) {
      throw new AwsError('InvalidParameterCombination', 'either a time to restore to or UseLatestRestorableTime')
    }
    const until = await this.#latest(view)
    // [S]
    if (to !== undefined && to > until) {
      throw new AwsError(
        'InvalidRestoreFault',
        `${to.toISOString()} is after LatestRestorableTime, ${until.toISOString()}`,
      )
    }
    return to ?? until
  }

  /** As late as RDS shows it, and not later than the lab can. */
  async #latest(view: LabView): Promise<Date> {
    const window = await this.#plane.effects.restore<{ readonly latest: string }>({ act: 'window' })
    const shown = latestRestorable(view, this.#plane.lateness)
    const real = new Date(window.latest)
    return shown < real ? shown : real
  }

  async #delete(restored: Restored): Promise<void> {
    restored.isDeleting = true
    try {
      await this.#plane.effects.restore({ act: 'delete', id: restored.id })
      this.#restored.delete(restored.id)
    } catch (error) {
      // Clients were led to it: it is the writer now.
      restored.isDeleting = false
      throw new AwsError('InvalidDBInstanceStateFault', error instanceof Error ? error.message : String(error))
    }
  }

  async #restores(): Promise<readonly LabRestore[]> {
    return this.#restored.size === 0 ? [] : this.#plane.effects.restore({ act: 'list' })
  }

  async #instance(id: string): Promise<DBInstance | undefined> {
    return (await this.instances()).find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === id)
  }

  async #cluster(id: string): Promise<DBCluster | undefined> {
    return (await this.clusters()).find(({ DBClusterIdentifier }) => DBClusterIdentifier === id)
  }

  #mustBeThePair(kind: 'instance' | 'cluster', id: string | undefined): void {
    if (this.#plane.databaseForm === kind && (id === CLUSTER || id === arn('rds', `cluster:${CLUSTER}`))) return
    const code = kind === 'cluster' ? 'DBClusterNotFoundFault' : 'DBInstanceNotFoundFault'
    throw new AwsError(code, `${id ?? ''} not found.`)
  }

  #mustBeNew(kind: Restored['kind'], id: string): void {
    if (!this.#restored.has(id)) return
    throw kind === 'cluster'
      ? new AwsError('DBClusterAlreadyExistsFault', `DBCluster ${id} exists already`)
      : new AwsError('DBInstanceAlreadyExistsFault', `DBInstance ${id} exists already`)
  }

  /** What the lab was started with is not given up: a drill that deletes it has lost its way. */
  async #notDeletable(id: string): Promise<AwsError> {
    const { databases } = (await this.#plane.look()).state
    const isOfTheLab = id === CLUSTER || databases.some((database) => database.id === id)
    if (isOfTheLab) return new AwsError('InvalidDBInstanceStateFault', `${id} is a part of the lab and is not deleted`)
    return new AwsError('DBInstanceNotFoundFault', `DBInstance ${id} not found.`)
  }
}

function describeInstance(
  id: string,
  tags: readonly Tag[],
  createdAt: Date,
  status: string,
  restore: LabRestore | undefined,
): DBInstance {
  return {
    DBInstanceIdentifier: id,
    DBInstanceArn: databaseArn(id),
    Engine: 'postgres',
    DBInstanceClass: 'db.blackstart.lab',
    DBInstanceStatus: status,
    MultiAZ: false,
    DeletionProtection: false,
    InstanceCreateTime: createdAt,
    TagList: [...tags],
    // An instance has no address before it is there.
    ...(restore?.port !== undefined && { Endpoint: { Address: '127.0.0.1', Port: restore.port } }),
  }
}

function statusOf({ isDeleting }: Restored, restore: LabRestore | undefined): string {
  if (isDeleting) return 'deleting'
  return restore === undefined ? 'creating' : restore.state
}

/** A final snapshot is made, or declined in words [D]; the lab makes none of what is going. */
function mustSayWhetherToKeep(skip: boolean | undefined, snapshot: string | undefined): void {
  if (skip === true) return
  if (snapshot !== undefined) throw new AwsError('NotImplementedByBlackstart', 'the lab makes no final snapshots', 501)
  const text = 'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.'
  throw new AwsError('InvalidParameterCombination', text)
}
