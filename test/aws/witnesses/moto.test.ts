import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { DescribeAutoScalingGroupsCommand, AutoScalingClient } from '@aws-sdk/client-auto-scaling'
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeInstancesCommand, EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { FisClient, GetExperimentCommand } from '@aws-sdk/client-fis'
import { DescribeDBClustersCommand, FailoverDBClusterCommand, RDSClient } from '@aws-sdk/client-rds'
import { GetHealthCheckCommand, GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { expect } from 'chai'
import { freePort } from '../../../src/system/free-port.ts'
import { waitFor } from '../../../src/system/wait.ts'
import { LocalEndpoints } from '../../support/aws/local-endpoints.ts'

const PYTHON = process.env['PYTHON'] ?? 'python3'
/** The first version that starts experiments. */
const LEAST_VERSION = [5, 2, 3]
const START_TIMEOUT_MS = 30_000

type ClientConfig = LocalEndpoints['clientConfig']

/** What is answered in one case: the name of the error and the status, or what counts of the answer. */
type Case = (config: ClientConfig) => Promise<unknown>

const Bucket = 'blackstart-lab'

/** What moto really implements, and does not only seem to: mostly how things are refused. */
const CASES: Readonly<Record<string, Case>> = {
  'who is asking': async (config) =>
    Object.keys(await new STSClient(config).send(new GetCallerIdentityCommand())).sort(),
  'a failover of a cluster that is not there': (config) =>
    outcome(new RDSClient(config).send(new FailoverDBClusterCommand({ DBClusterIdentifier: 'nobody' }))),
  'a description of a cluster that is not there': (config) =>
    outcome(new RDSClient(config).send(new DescribeDBClustersCommand({ DBClusterIdentifier: 'nobody' }))),
  'an instance that is not there': (config) =>
    outcome(new EC2Client(config).send(new DescribeInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] }))),
  'the end of an instance that is not there': (config) =>
    outcome(new EC2Client(config).send(new TerminateInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] }))),
  'a group that is not there': async (config) => {
    const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ['nobody'] })
    return (await new AutoScalingClient(config).send(command)).AutoScalingGroups
  },
  'targets of a group that is not there': (config) => {
    const TargetGroupArn = 'arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/nobody/0123456789abcdef'
    return outcome(new ElasticLoadBalancingV2Client(config).send(new DescribeTargetHealthCommand({ TargetGroupArn })))
  },
  'the state of an alarm that is not there': (config) => {
    const command = new SetAlarmStateCommand({ AlarmName: 'nobody', StateValue: 'OK', StateReason: 'test' })
    return outcome(new CloudWatchClient(config).send(command))
  },
  'an experiment that is not there': (config) =>
    outcome(new FisClient(config).send(new GetExperimentCommand({ id: 'EXP0123456789abcdef' }))),
  'a zone that is not there': (config) =>
    outcome(new Route53Client(config).send(new GetHostedZoneCommand({ Id: 'Z0NOBODY' }))),
  'a health check that is not there': (config) =>
    outcome(new Route53Client(config).send(new GetHealthCheckCommand({ HealthCheckId: 'nobody' }))),
  'an object that is created once only': async (config) => {
    const s3 = new S3Client({ ...config, forcePathStyle: true })
    const put = (Body: string, condition: object = {}) =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'lock', Body, ...condition }))
    const { ETag } = await put('mine', { IfNoneMatch: '*' })
    const outcomes = [
      await outcome(put('yours', { IfNoneMatch: '*' })),
      await outcome(put('changed', { IfMatch: '"0"' })),
      await outcome(put('changed', { IfMatch: ETag })),
      await (await s3.send(new GetObjectCommand({ Bucket, Key: 'lock' }))).Body?.transformToString(),
      await outcome(s3.send(new DeleteObjectCommand({ Bucket, Key: 'never' }))),
      await outcome(s3.send(new HeadObjectCommand({ Bucket, Key: 'never' }))),
      await outcome(s3.send(new GetObjectCommand({ Bucket, Key: 'never' }))),
    ]
    return [ETag, ...outcomes]
  },
}

/** A second reading of AWS's behaviour, by others. */
describe('the AWS endpoints, beside moto', function () {
  this.timeout(60_000)
  let moto: ChildProcess | undefined
  let aws: LocalEndpoints
  let motoConfig: ClientConfig

  before(async function () {
    if (!hasMoto()) {
      console.warn(`skipped: ${PYTHON} has no moto >= ${LEAST_VERSION.join('.')} (.ci/witnesses makes one that has)`)
      this.skip()
    }
    aws = await new LocalEndpoints().listen()
    const port = await freePort()
    moto = spawn(PYTHON, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
    motoConfig = { ...aws.clientConfig, endpoint: `http://127.0.0.1:${port}` }
    await waitFor('moto to answer', () => answers(motoConfig.endpoint), { timeoutMs: START_TIMEOUT_MS, everyMs: 100 })
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const }
    const s3 = new S3Client({ ...motoConfig, forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }))
  })
  after(async () => {
    moto?.kill()
    await aws?.close()
  })

  for (const [name, ask] of Object.entries(CASES)) {
    it(`answer alike: ${name}`, async () => {
      expect(await ask(aws.clientConfig)).to.deep.equal(await ask(motoConfig))
    })
  }
})

function hasMoto(): boolean {
  const { status, stdout } = spawnSync(PYTHON, ['-c', 'import moto.server; print(moto.__version__)'], {
    encoding: 'utf8',
  })
  if (status !== 0) return false
  const version = stdout.trim().split('.').map(Number)
  const difference = LEAST_VERSION.map((least, index) => (version[index] ?? 0) - least).find((one) => one !== 0)
  return (difference ?? 0) >= 0
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  )
}

async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'done',
    (error: Error & { $metadata?: { httpStatusCode?: number } }) => [error.name, error.$metadata?.httpStatusCode],
  )
}
