import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { failure } from '../../../../support/aws/failure.ts'
import { LocalEndpoints } from '../../../../support/aws/local-endpoints.ts'

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
