import { expect } from 'chai'
import { waitFor } from '../../../../src/system/wait.ts'
import { LocalEndpoints } from '../../../support/aws/local-endpoints.ts'
import { localReach } from '../../../support/aws/account.ts'

const SINCE = new Date(Date.now() - 60_000)

describe('the lag of a replica, by the metrics of RDS', () => {
  for (const { databaseForm, replica, metrics } of [
    {
      databaseForm: 'cluster',
      replica: { kind: 'cluster', id: 'blackstart-lab' },
      metrics: ['AuroraGlobalDBRPOLag', 'AuroraGlobalDBReplicationLag'],
    },
    { databaseForm: 'instance', replica: { kind: 'instance', id: 'db-c' }, metrics: ['ReplicaLag'] },
  ] as const) {
    it(`of a ${databaseForm} is asked for over the wire in its own unit, and told in milliseconds`, async () => {
      const aws = await new LocalEndpoints({ databaseForm }).listen()
      try {
        aws.lab.lagMs = 1_250
        const { second } = localReach(aws)
        const port = await second?.ports.metrics()
        const periods = async () => (await port?.replicaLag(replica, SINCE, 1_000)) ?? []
        const [first] = await waitFor(
          'a period that is over',
          async () => ((await periods()).length > 0 ? await periods() : undefined),
          { timeoutMs: 10_000, everyMs: 100 },
        )
        expect([first?.leastMs, first?.mostMs]).to.deep.equal([1_250, 1_250])
        expect((first?.to.getTime() ?? 0) - (first?.from.getTime() ?? 0)).to.equal(1_000)
        expect([...new Set((await periods()).map(({ metric }) => metric))]).to.deep.equal(metrics)
        expect((await aws.calls()).map(({ action }) => action)).to.include('cloudwatch:GetMetricData')
      } finally {
        await aws.close()
      }
    })
  }

  it('is nothing in the region that writes, and of a cluster that is not there', async () => {
    const aws = await new LocalEndpoints().listen()
    try {
      aws.lab.lagMs = 10
      const reach = localReach(aws)
      const here = await reach.ports.metrics()
      expect(await here.replicaLag({ kind: 'cluster', id: 'blackstart-lab' }, SINCE, 1_000)).to.deep.equal([])
      const away = await reach.second?.ports.metrics()
      expect(await away?.replicaLag({ kind: 'cluster', id: 'other' }, SINCE, 1_000)).to.deep.equal([])
    } finally {
      await aws.close()
    }
  })
})
