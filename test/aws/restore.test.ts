import { RDSClient, RestoreDBInstanceToPointInTimeCommand } from '@aws-sdk/client-rds'
import { expect } from 'chai'
import { operatorPolicy } from '../../src/environments/aws/iam/operator.ts'
import { beginRestore, endRestore, findRestored, restoredId } from '../../src/environments/aws/restore/restore.ts'
import { localReach } from '../support/aws/account.ts'
import { allowedBy } from '../support/aws/iam.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

const ID = restoredId('blackstart-lab', 'drill-1')

describe("a restore through AWS's own clients, on local endpoints", () => {
  let aws: LocalEndpoints
  afterEach(() => aws.close())

  for (const databaseForm of ['instance', 'cluster'] as const) {
    it(`of ${databaseForm === 'instance' ? 'an' : 'a'} ${databaseForm}: begun, there, deleted, all by the printed policy`, async () => {
      aws = await new LocalEndpoints({ databaseForm }).listen()
      const reach = localReach(aws)
      expect(await beginRestore(reach, 'drill-1', undefined)).to.equal(ID)
      expect((await findRestored(reach, 'drill-1'))?.status).to.equal('creating')
      aws.lab.restoreReady(ID, 41_999)
      expect(await findRestored(reach, 'drill-1')).to.deep.include({
        status: 'available',
        tags: { 'blackstart:drill': 'drill-1' },
        endpoint: '127.0.0.1:41999',
      })
      expect(await endRestore(reach, 'drill-1')).to.equal(ID)
      expect(aws.lab.done).to.deep.equal([`restore begin ${ID}`, `restore delete ${ID}`])

      const policy = operatorPolicy([], 'rds', reach.settings, true)
      for (const call of await aws.calls()) {
        expect(allowedBy(policy, call), `${call.action} on ${call.resources.join()}`).not.to.deep.equal([])
      }
    })
  }

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
})
