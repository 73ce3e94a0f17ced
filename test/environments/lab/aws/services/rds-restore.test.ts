import {
  CreateDBInstanceCommand,
  DeleteDBClusterCommand,
  DeleteDBInstanceCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  ListTagsForResourceCommand,
  RDSClient,
  RestoreDBClusterToPointInTimeCommand,
  RestoreDBInstanceToPointInTimeCommand,
} from '@aws-sdk/client-rds'
import { expect } from 'chai'
import { failure } from '../../../../support/aws/failure.ts'
import { LocalEndpoints } from '../../../../support/aws/local-endpoints.ts'

const TAG = { Key: 'blackstart:drill', Value: 'd1' }

describe('a restore by the AWS endpoints', () => {
  let aws: LocalEndpoints
  let rds: RDSClient

  describe('of an instance', () => {
    beforeEach(async () => {
      aws = await new LocalEndpoints({ databaseForm: 'instance' }).listen()
      rds = new RDSClient(aws.clientConfig)
    })
    afterEach(() => aws.close())

    const restore = (options: object) =>
      rds.send(
        new RestoreDBInstanceToPointInTimeCommand({
          SourceDBInstanceIdentifier: 'blackstart-lab',
          TargetDBInstanceIdentifier: 'restored',
          Tags: [TAG],
          ...options,
        }),
      )
    const shown = async (id: string) => {
      const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }))
      return DBInstances?.[0]
    }

    it('is a new instance with tags of its own, there when the lab has replayed, and deleted', async () => {
      const { DBInstance } = await restore({ UseLatestRestorableTime: true })
      expect(DBInstance).to.include({ DBInstanceStatus: 'creating' })
      expect(DBInstance?.Endpoint).to.equal(undefined)
      aws.lab.restoreReady('restored', 41999)
      expect(await shown('restored')).to.deep.include({
        DBInstanceStatus: 'available',
        Endpoint: { Address: '127.0.0.1', Port: 41999 },
      })
      const { TagList } = await rds.send(new ListTagsForResourceCommand({ ResourceName: DBInstance?.DBInstanceArn }))
      expect(TagList).to.deep.equal([TAG])
      await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'restored', SkipFinalSnapshot: true }))
      expect(aws.lab.done).to.deep.equal(['restore begin restored', 'restore delete restored'])
      expect(await failure(shown('restored'))).to.include({ name: 'DBInstanceNotFoundFault' })
    })

    it('is refused for a time that is not restorable, for no time and for two', async () => {
      const later = new Date(Date.now() + 60_000)
      expect(await failure(restore({ RestoreTime: later }))).to.include({ name: 'InvalidRestoreFault' })
      expect(await failure(restore({}))).to.include({ name: 'InvalidParameterCombination' })
      const both = restore({ RestoreTime: new Date(0), UseLatestRestorableTime: true })
      expect(await failure(both)).to.include({ name: 'InvalidParameterCombination' })
      expect(aws.lab.done).to.deep.equal([])
    })

    it('keeps what belongs to the lab, and deletes nothing without a word about snapshots', async () => {
      const remove = (id: string, options: object) =>
        rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: id, ...options }))
      const own = await failure(remove('blackstart-lab', { SkipFinalSnapshot: true }))
      expect(own).to.include({ name: 'InvalidDBInstanceStateFault' })
      await restore({ UseLatestRestorableTime: true })
      expect(await failure(remove('restored', {}))).to.include({ name: 'InvalidParameterCombination' })
      expect(await failure(restore({ UseLatestRestorableTime: true }))).to.include({
        name: 'DBInstanceAlreadyExistsFault',
      })
    })
  })

  describe('that clients were led to', () => {
    it('is not deleted', async () => {
      aws = await new LocalEndpoints({ databaseForm: 'instance' }).listen()
      try {
        rds = new RDSClient(aws.clientConfig)
        await rds.send(
          new RestoreDBInstanceToPointInTimeCommand({
            SourceDBInstanceIdentifier: 'blackstart-lab',
            TargetDBInstanceIdentifier: 'restored',
            UseLatestRestorableTime: true,
          }),
        )
        aws.lab.restoreReady('restored', 41999)
        aws.lab.writer = 'restored'
        const remove = new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'restored', SkipFinalSnapshot: true })
        expect(await failure(rds.send(remove))).to.include({ name: 'InvalidDBInstanceStateFault' })
        const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'restored' }))
        expect(DBInstances?.[0]?.DBInstanceStatus).to.equal('available')
      } finally {
        await aws.close()
      }
    })
  })

  describe('of a cluster', () => {
    beforeEach(async () => {
      aws = await new LocalEndpoints().listen()
      rds = new RDSClient(aws.clientConfig)
    })
    afterEach(() => aws.close())

    it('has no instances until one is created, and is deleted after them', async () => {
      await rds.send(
        new RestoreDBClusterToPointInTimeCommand({
          SourceDBClusterIdentifier: 'blackstart-lab',
          DBClusterIdentifier: 'restored',
          UseLatestRestorableTime: true,
          Tags: [TAG],
        }),
      )
      aws.lab.restoreReady('restored', 41999)
      const describe = new DescribeDBClustersCommand({ DBClusterIdentifier: 'restored' })
      const { DBClusters } = await rds.send(describe)
      expect(DBClusters?.[0]).to.deep.include({ Status: 'available', DBClusterMembers: [], TagList: [TAG] })
      await rds.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: 'restored-1',
          DBClusterIdentifier: 'restored',
          DBInstanceClass: 'db.r7g.large',
          Engine: 'aurora-postgresql',
        }),
      )
      const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'restored-1' }))
      expect(DBInstances?.[0]).to.deep.include({ DBInstanceStatus: 'available', DBClusterIdentifier: 'restored' })
      const remove = new DeleteDBClusterCommand({ DBClusterIdentifier: 'restored', SkipFinalSnapshot: true })
      expect(await failure(rds.send(remove))).to.include({ name: 'InvalidDBClusterStateFault' })
      await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'restored-1' }))
      await rds.send(remove)
      expect(aws.lab.done).to.deep.equal(['restore begin restored', 'restore delete restored'])
      expect(await failure(rds.send(describe))).to.include({ name: 'DBClusterNotFoundFault' })
    })
  })
})
