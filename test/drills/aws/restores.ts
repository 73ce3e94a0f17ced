import { setTimeout as sleep } from 'node:timers/promises'
import { AddTagsToResourceCommand, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds'
import { expect } from 'chai'
import { handledDrill } from '../../support/aws/handled-drill.ts'
import { AWS_VARIABLE } from '../../../src/environments/aws/handled-account.ts'
import { AWS_PARTS } from '../../../src/environments/aws/parts.ts'
import { restoredId } from '../../../src/environments/aws/restore/copy.ts'
import { queryOnce } from '../../../src/environments/lab/postgres/sql.ts'
import { LOCAL_ACCOUNT, localSettings } from '../../../src/environments/aws-lab/local-account.ts'
import type { DrillEnd } from '../../support/drill.ts'
import { CONFIG, type AwsSuite } from './suite.ts'
import { printedFor } from './printed-policies.ts'
import { StandingLab } from './standing-lab.ts'

const DRILL = 'drill-1'
const OPTIONS = { via: 'rds', everyMs: 100, timeoutMs: 1_000, pollMs: 100, undoMs: 300_000 } as const
const SETTINGS = localSettings(AWS_PARTS, LOCAL_ACCOUNT, OPTIONS)
/** The restorable moment follows this one; so much sooner than published. */
const SPEED = 'aws-speed=500'

/** What the steps of a runbook do, as they are typed: real WAL is replayed behind the calls. */
export function restores(suite: AwsSuite): void {
  let lab: StandingLab
  afterEach(() => lab.down())

  const aws = (...args: string[]): Promise<DrillEnd> => {
    suite.sandbox.setEnvironment({ [AWS_VARIABLE]: handledDrill(suite.sandbox.reports, DRILL, SETTINGS, lab.endpoint) })
    return suite.sandbox.command('aws', ...args)
  }

  for (const form of ['instance', 'cluster'] as const) {
    const id = restoredId('blackstart-lab', DRILL)
    const member = form === 'instance' ? id : `${id}-1`

    it(`of ${form === 'instance' ? 'an instance' : 'a cluster'} to a moment: what was there until then, and deleted under its own tag alone`, async () => {
      lab = await StandingLab.up(suite.sandbox, 'archive=on', `aws-database=${form}`, SPEED)
      const rds = new RDSClient({
        endpoint: lab.endpoint,
        region: LOCAL_ACCOUNT.region,
        credentials: { accessKeyId: 'stranger', secretAccessKey: 'stranger' },
      })
      const primary = lab.address('db-a')
      await queryOnce(primary, "insert into orders (writer, seq) values ('before', 0), ('before', 1)")
      await sleep(50)
      const moment = new Date()
      await sleep(50)
      await queryOnce(primary, "insert into orders (writer, seq) values ('after', 0)")

      const restored = await aws('restore', moment.toISOString())
      expect([restored.code, restored.stdout], restored.stderr).to.deep.equal([0, `${id}\n`])
      while ((await aws('restored')).stdout !== 'available\n') await sleep(200)
      const { DBInstances: [copy] = [] } = await rds.send(
        new DescribeDBInstancesCommand({ DBInstanceIdentifier: member }),
      )
      const port = copy?.Endpoint?.Port
      const there = await queryOnce(
        `postgresql://postgres@127.0.0.1:${port}/shop`,
        "select writer, seq::int from orders where writer in ('before', 'after') order by 1, 2",
      )
      expect(there).to.deep.equal([
        { writer: 'before', seq: 0 },
        { writer: 'before', seq: 1 },
      ])

      const tag = (value: string) =>
        rds.send(
          new AddTagsToResourceCommand({
            ResourceName: `arn:aws:rds:${LOCAL_ACCOUNT.region}:${LOCAL_ACCOUNT.accountId}:${form === 'instance' ? 'db' : 'cluster'}:${id}`,
            Tags: [{ Key: 'blackstart:drill', Value: value }],
          }),
        )
      await tag('drill-of-somebody-else')
      const refused = await aws('end-restore')
      expect([refused.code, refused.stdout]).to.deep.equal([3, ''])
      expect(refused.stderr).to.match(
        new RegExp(`${id} is the copy of drill drill-of-somebody-else, and this is drill ${DRILL}: it is not deleted`),
      )
      expect((await aws('restored')).stdout).to.equal('available\n')

      await tag(DRILL)
      expect((await aws('end-restore')).code).to.equal(0)
      while ((await aws('restored')).stdout !== 'none\n') await sleep(200)

      const ours = (await lab.calls()).filter(({ operation }) => operation !== 'AddTagsToResource')
      const deletions = ours.filter(({ operation }) => operation.startsWith('Delete'))
      expect(deletions.map(({ operation }) => operation)).to.deep.equal(
        form === 'instance' ? ['DeleteDBInstance'] : ['DeleteDBInstance', 'DeleteDBCluster'],
      )
      const printed = await printedFor(suite.sandbox, CONFIG, 'bad-deploy-by-hand')
      expect(suite.use.hold(printed, ours)).to.deep.equal([])
    })
  }
}
