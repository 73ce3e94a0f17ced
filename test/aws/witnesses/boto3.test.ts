import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { LocalEndpoints } from '../../support/aws/local-endpoints.ts'

const SCRIPT = fileURLToPath(new URL('boto3-client.py', import.meta.url))
const PYTHON = process.env['PYTHON'] ?? 'python3'

/** A second client, which was written by others, from the service models themselves. */
describe('the AWS endpoints, to boto3', function () {
  this.timeout(60_000)

  before(function () {
    const found = spawnSync(PYTHON, ['-c', 'import boto3'], { encoding: 'utf8' })
    if (found.status !== 0) {
      console.warn(`skipped: ${PYTHON} has no boto3 (.ci/witnesses makes one that has)`)
      this.skip()
    }
  })

  it('are what they are to the clients of the SDK', async () => {
    const aws = await new LocalEndpoints({ speed: 1 }).listen()
    try {
      const { stdout } = await promisify(execFile)(PYTHON, [SCRIPT, aws.endpoint], { timeout: 50_000 })
      expect(JSON.parse(stdout)).to.deep.equal({
        account: '000000000000',
        cluster: ['available', [true, false]],
        clusterTags: { 'blackstart:drillable': 'true', 'blackstart:lab': 'true' },
        instances: ['running', 'running'],
        group: [2, ['InService', 'InService']],
        targets: ['healthy', 'healthy'],
        alarm: 'OK',
        experiment: ['pending', 'skip-all'],
        lever: 'disengaged',
        change: 'PENDING',
        recordSets: [['192.0.2.1', '192.0.2.2']],
        object: 'mine',
        taken: ['PreconditionFailed', 412],
        ended: ['running', 'shutting-down'],
        activities: ['InProgress'],
        failing: 'failing-over',
        events: ['Started cross AZ failover to DB instance: db-b'],
        notThere: ['DBClusterNotFoundFault', 404],
        noExperiment: ['ResourceNotFoundException', 404],
        noZone: ['NoSuchHostedZone', 404],
        noInstance: ['InvalidInstanceID.NotFound', 400],
      })
      expect(aws.lab.done).to.deep.equal(['dns change', 'terminate service-a-1', 'fail-over'])
    } finally {
      await aws.close()
    }
  })
})
