import {
  CreateDBClusterSnapshotCommand,
  CreateDBSnapshotCommand,
  RDSClient,
  RestoreDBInstanceToPointInTimeCommand,
} from '@aws-sdk/client-rds'
import { expect } from 'chai'
import { handsNeeded } from '../../src/environments/aws/iam/by-hand.ts'
import { operatorPolicy } from '../../src/environments/aws/iam/operator.ts'
import { copiesLeft, restoredId } from '../../src/environments/aws/restore/copy.ts'
import { beginRestore, endRestore, findRestored } from '../../src/environments/aws/restore/restore.ts'
import { snapshotNamed, usableSnapshots } from '../../src/environments/aws/restore/snapshots.ts'
import type { DatabaseSnapshot } from '../../src/environments/aws/ports/snapshots.ts'
import type { AwsSettings } from '../../src/environments/aws/settings.ts'
import { localReach } from '../support/aws/account.ts'
import { failure } from '../support/aws/failure.ts'
import { refusedOf } from '../support/aws/iam.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

const ID = restoredId('blackstart-lab', 'drill-1')

describe("a restore through AWS's own clients, on local endpoints", () => {
  let aws: LocalEndpoints
  afterEach(() => aws.close())

  for (const databaseForm of ['instance', 'cluster'] as const) {
    it(`of ${databaseForm === 'instance' ? 'an' : 'a'} ${databaseForm}: begun, there, deleted, all by the printed policy`, async () => {
      aws = await new LocalEndpoints({ databaseForm }).listen()
      const reach = localReach(aws)
      expect(await beginRestore(reach, 'drill-1', 'latest')).to.equal(ID)
      expect((await findRestored(reach, 'drill-1'))?.status).to.equal('creating')
      aws.lab.restoreReady(ID, 41_999)
      expect(await findRestored(reach, 'drill-1')).to.deep.include({
        status: 'available',
        endpoint: '127.0.0.1:41999',
      })
      expect((await copiesLeft(reach)).map(({ id, drillId }) => [id, drillId])).to.deep.equal([[ID, 'drill-1']])
      expect(await endRestore(reach, 'drill-1')).to.equal(ID)
      expect(aws.lab.done).to.deep.equal([`restore begin ${ID}`, `restore delete ${ID}`])

      await expectAllowed(reach.settings, 'RESTORE')
    })

    it(`of ${databaseForm === 'instance' ? 'an' : 'a'} ${databaseForm}'s snapshot: to its very moment, deleted, all by the printed policy`, async () => {
      aws = await new LocalEndpoints({ databaseForm, speed: 600_000 }).listen()
      const reach = localReach(aws)
      const [automated] = await usableSnapshots(reach)
      expect(automated).to.deep.include({ at: aws.lab.backedUpAt, type: 'automated' })
      await takeSnapshot(databaseForm, 'before-the-release')
      const manual = await settled(() => snapshotNamed(reach, 'latest'), 'before-the-release')
      expect(manual.type).to.equal('manual')
      expect(manual.at).to.be.greaterThan(aws.lab.backedUpAt)

      const from = { snapshot: (await snapshotNamed(reach, automated?.id ?? '')).id }
      expect(await beginRestore(reach, 'drill-1', from)).to.equal(ID)
      aws.lab.restoreReady(ID, 41_999)
      expect((await findRestored(reach, 'drill-1'))?.status).to.equal('available')
      expect(await endRestore(reach, 'drill-1')).to.equal(ID)
      expect(aws.lab.done).to.deep.equal([`restore begin ${ID}`, `restore delete ${ID}`])
      expect(aws.lab.restoredTo).to.deep.equal([aws.lab.backedUpAt.toISOString()])
      await expectAllowed(reach.settings, 'RESTORE_BACKUP')
    })
  }

  it('is of no snapshot that is not of this database, or not there yet', async () => {
    aws = await new LocalEndpoints({ speed: 1 }).listen()
    const reach = localReach(aws)
    await takeSnapshot('cluster', 'under-way')
    for (const id of ['under-way', 'of-another-database']) {
      expect((await failure(snapshotNamed(reach, id))).message).to.match(
        new RegExp(`'${id}' is none of them: there are rds:blackstart-lab-`),
      )
    }
    expect(await failure(beginRestore(reach, 'drill-1', { snapshot: 'under-way' }))).to.include({
      name: 'InvalidDBClusterSnapshotStateFault',
    })
    expect(await failure(beginRestore(reach, 'drill-1', { snapshot: 'of-another-database' }))).to.include({
      name: 'DBClusterSnapshotNotFoundFault',
    })
    expect(aws.lab.done).to.deep.equal([])
  })

  for (const [whose, Tags, text] of [
    ['somebody else has made it', [], /bears no tag of a drill.*it is not deleted/],
    [
      'it is of another drill',
      [{ Key: 'blackstart:drill', Value: 'drill-2' }],
      /copy of drill drill-2.*it is not deleted/,
    ],
  ] as const) {
    it(`is never ended when ${whose}, whatever its name: the tag must read back`, async () => {
      aws = await new LocalEndpoints({ databaseForm: 'instance' }).listen()
      await new RDSClient(aws.clientConfig).send(
        new RestoreDBInstanceToPointInTimeCommand({
          SourceDBInstanceIdentifier: 'blackstart-lab',
          TargetDBInstanceIdentifier: ID,
          UseLatestRestorableTime: true,
          Tags: [...Tags],
        }),
      )
      const error: unknown = await endRestore(localReach(aws), 'drill-1').catch((thrown: unknown) => thrown)
      expect((error as Error).message).to.match(text)
      expect(aws.lab.done).to.deep.equal([`restore begin ${ID}`])
    })
  }

  async function takeSnapshot(form: 'instance' | 'cluster', id: string): Promise<void> {
    const rds = new RDSClient(aws.clientConfig)
    await (form === 'instance'
      ? rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'blackstart-lab', DBSnapshotIdentifier: id }))
      : rds.send(
          new CreateDBClusterSnapshotCommand({
            DBClusterIdentifier: 'blackstart-lab',
            DBClusterSnapshotIdentifier: id,
          }),
        ))
  }

  /** Every call that somebody made who is to have the policy. */
  async function expectAllowed(settings: AwsSettings, ...inputs: readonly string[]): Promise<void> {
    const policy = operatorPolicy([], 'rds', settings, handsNeeded(inputs))
    const ours = (await aws.calls()).filter(({ operation }) => !/^CreateDB(Cluster)?Snapshot$/.test(operation))
    for (const call of ours) {
      expect(refusedOf(policy, call)).to.deep.equal([])
    }
  }
})

/** A snapshot that is taken is there a moment later. */
async function settled(look: () => Promise<DatabaseSnapshot>, id: string): Promise<DatabaseSnapshot> {
  for (const deadline = performance.now() + 5_000; ;) {
    const snapshot = await look()
    if (snapshot.id === id) return snapshot
    if (performance.now() > deadline) throw new Error(`the latest snapshot is ${snapshot.id}`)
  }
}
