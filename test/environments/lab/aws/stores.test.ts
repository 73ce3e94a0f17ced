import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHealthCheckCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
  TestDNSAnswerCommand,
  UpdateHealthCheckCommand,
} from '@aws-sdk/client-route-53'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { LocalEndpoints } from '../../../support/aws/local-endpoints.ts'

const PRIMARY: ResourceRecordSet = {
  Name: 'shop.blackstart.test.',
  Type: 'A',
  TTL: 60,
  SetIdentifier: 'region-a',
  Failover: 'PRIMARY',
  HealthCheckId: 'region-a',
  ResourceRecords: [{ Value: '192.0.2.10' }],
}
const SECONDARY: ResourceRecordSet = {
  Name: 'shop.blackstart.test.',
  Type: 'A',
  TTL: 60,
  SetIdentifier: 'region-b',
  Failover: 'SECONDARY',
  ResourceRecords: [{ Value: '198.51.100.10' }],
}

describe('Route 53 of the AWS endpoints', () => {
  let aws: LocalEndpoints
  let route53: Route53Client
  let HostedZoneId = ''

  beforeEach(async () => {
    aws = await new LocalEndpoints({ speed: 1 }).listen()
    route53 = new Route53Client(aws.clientConfig)
    const { HostedZones } = await route53.send(new ListHostedZonesByNameCommand({ DNSName: 'blackstart.test.' }))
    HostedZoneId = HostedZones?.[0]?.Id ?? ''
  })
  afterEach(() => aws.close())

  const change = (...sets: readonly ResourceRecordSet[]) =>
    route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId,
        ChangeBatch: { Changes: sets.map((ResourceRecordSet) => ({ Action: 'UPSERT' as const, ResourceRecordSet })) },
      }),
    )
  const answer = async () => {
    const question = { HostedZoneId, RecordName: 'shop.blackstart.test', RecordType: 'A' as const }
    return (await route53.send(new TestDNSAnswerCommand(question))).RecordData
  }

  it('changes what the DNS answers, and says later that it is in sync', async () => {
    const { ChangeInfo } = await change(PRIMARY, SECONDARY)
    expect(ChangeInfo?.Status).to.equal('PENDING')
    expect((await route53.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).ChangeInfo?.Status).to.equal('PENDING')
    const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }))
    expect(ResourceRecordSets).to.deep.equal([PRIMARY, SECONDARY])
    expect(await answer()).to.deep.equal(['192.0.2.10'])
  })

  it('fails over when its health check is inverted', async () => {
    await change(PRIMARY, SECONDARY)
    const { HealthCheck } = await route53.send(
      new UpdateHealthCheckCommand({ HealthCheckId: 'region-a', Inverted: true }),
    )
    expect(HealthCheck?.HealthCheckConfig?.Inverted).to.equal(true)
    expect(await answer()).to.deep.equal(['198.51.100.10'])
    const read = await route53.send(new GetHealthCheckCommand({ HealthCheckId: 'region-a' }))
    expect(read.HealthCheck?.HealthCheckConfig?.Inverted).to.equal(true)
  })

  it('changes nothing when one record of a batch is wrong, and refuses what it does not have', async () => {
    const wrong = { ...SECONDARY, ResourceRecords: [{ Value: 'nowhere' }] }
    expect(await failure(change(PRIMARY, wrong))).to.include({ name: 'InvalidChangeBatch' })
    const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }))
    expect(ResourceRecordSets).to.deep.equal([])
    expect(await failure(change({ ...PRIMARY, Weight: 3 }))).to.include({ name: 'InvalidInput' })
    const nobody = new GetHealthCheckCommand({ HealthCheckId: 'nobody' })
    expect(await failure(route53.send(nobody))).to.include({ name: 'NoSuchHealthCheck' })
    expect(await failure(route53.send(new GetChangeCommand({ Id: 'C0' })))).to.include({ name: 'NoSuchChange' })
  })
})

describe('S3 of the AWS endpoints', () => {
  let aws: LocalEndpoints
  let s3: S3Client

  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
    s3 = new S3Client(aws.clientConfig)
  })
  afterEach(() => aws.close())

  const put = (Key: string, Body: string, condition: object = {}) =>
    s3.send(new PutObjectCommand({ Bucket: 'blackstart-lab', Key, Body, ...condition }))

  it('keeps what is put there, in a folder as in a name', async () => {
    const { ETag } = await put('drills/d 1/intent ü.json', '{"a":1}', { ContentType: 'application/json' })
    const got = await s3.send(new GetObjectCommand({ Bucket: 'blackstart-lab', Key: 'drills/d 1/intent ü.json' }))
    expect(await got.Body?.transformToString()).to.equal('{"a":1}')
    expect(got).to.include({ ETag, ContentType: 'application/json', ContentLength: 7 })
  })

  it('creates once only, and changes only what was read', async () => {
    const { ETag } = await put('lock', 'mine', { IfNoneMatch: '*' })
    const second = await failure(put('lock', 'yours', { IfNoneMatch: '*' }))
    expect(second).to.include({ name: 'PreconditionFailed' })
    expect((second as Error & { $metadata?: object }).$metadata).to.include({ httpStatusCode: 412 })
    await put('lock', 'mine, later', { IfMatch: ETag })
    expect(await failure(put('lock', 'mine, too late', { IfMatch: ETag }))).to.include({ name: 'PreconditionFailed' })
    expect(await failure(put('nothing', 'x', { IfMatch: ETag }))).to.include({ name: 'NoSuchKey' })
  })

  it('lists by prefix and by page, and deletes', async () => {
    for (const key of ['a/2', 'a/1', 'b/1']) await put(key, key)
    const list = (options: object) => s3.send(new ListObjectsV2Command({ Bucket: 'blackstart-lab', ...options }))
    expect((await list({ Prefix: 'a/' })).Contents?.map(({ Key }) => Key)).to.deep.equal(['a/1', 'a/2'])
    const first = await list({ MaxKeys: 2 })
    expect(first.IsTruncated).to.equal(true)
    const rest = await list({ ContinuationToken: first.NextContinuationToken })
    expect(rest.Contents?.map(({ Key }) => Key)).to.deep.equal(['b/1'])
    await s3.send(new DeleteObjectCommand({ Bucket: 'blackstart-lab', Key: 'a/1' }))
    expect((await list({})).KeyCount).to.equal(2)
    const head = new HeadObjectCommand({ Bucket: 'blackstart-lab', Key: 'a/1' })
    expect(await failure(s3.send(head))).to.include({ name: 'NotFound' })
    const elsewhere = new GetObjectCommand({ Bucket: 'other', Key: 'a' })
    expect(await failure(s3.send(elsewhere))).to.include({ name: 'NoSuchBucket' })
  })
})

/** The error with which something failed. */
async function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  )
}
