import { createHash } from 'node:crypto'
import type {
  DeleteObjectRequest,
  GetObjectRequest,
  HeadObjectOutput,
  HeadObjectRequest,
  ListObjectsV2Output,
  ListObjectsV2Request,
  PutObjectRequest,
} from '@aws-sdk/client-s3'
import { ACCOUNT } from '../account.ts'
import { AwsError, type Operations } from '../call.ts'

const BUCKET = 'blackstart-lab'
const MOST_KEYS = 1_000

interface OfBucket {
  readonly Bucket: string | undefined
  readonly ExpectedBucketOwner?: string | undefined
}

interface StoredObject {
  readonly body: Uint8Array
  readonly etag: string
  readonly contentType: string
  readonly at: Date
}

/**
 * One bucket, kept in memory: the shared store of the drills, with the conditional writes that their lock and their intents
 * need (`If-None-Match: *`, `If-Match`; 412 where they do not hold [D]).
 */
export function s3(): Operations {
  const objects = new Map<string, StoredObject>()

  const stored = (input: GetObjectRequest): StoredObject => {
    mustBeOurs(input)
    const { Key = '', IfMatch } = input
    const object = objects.get(Key)
    if (object === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
    if (IfMatch !== undefined && IfMatch !== object.etag) throw preconditionFailed()
    return object
  }

  return {
    PutObject: (input: PutObjectRequest) => {
      mustBeOurs(input)
      const { Key = '', Body, ContentType, IfNoneMatch, IfMatch } = input
      const old = objects.get(Key)
      if (IfNoneMatch === '*' && old !== undefined) throw preconditionFailed()
      if (IfMatch !== undefined && old === undefined) {
        throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
      }
      if (IfMatch !== undefined && old?.etag !== IfMatch) throw preconditionFailed()
      const body = Body instanceof Uint8Array ? Body : new Uint8Array()
      const etag = `"${createHash('md5').update(body).digest('hex')}"`
      objects.set(Key, { body, etag, contentType: ContentType ?? 'binary/octet-stream', at: new Date() })
      return { ETag: etag }
    },

    GetObject: (input: GetObjectRequest) => {
      const object = stored(input)
      return { ...describe(object), Body: object.body }
    },

    HeadObject: (input: HeadObjectRequest) => describe(stored(input)),

    DeleteObject: (input: DeleteObjectRequest) => {
      mustBeOurs(input)
      const { Key = '', IfMatch } = input
      const old = objects.get(Key)
      if (IfMatch !== undefined && old?.etag !== IfMatch) throw preconditionFailed()
      // Deleting what is not there is no error [D].
      objects.delete(Key)
      return {}
    },

    HeadBucket: (input: OfBucket) => {
      mustBeOurs(input)
      return {}
    },

    ListObjectsV2: (input: ListObjectsV2Request): ListObjectsV2Output => {
      mustBeOurs(input)
      const { Prefix = '', MaxKeys = MOST_KEYS, ContinuationToken = '', StartAfter = '' } = input
      const after = ContinuationToken === '' ? StartAfter : ContinuationToken
      const all = [...objects].sort(([one], [other]) => (one < other ? -1 : 1))
      const found = all.filter(([key]) => key.startsWith(Prefix) && key > after)
      const page = found.slice(0, Math.min(MaxKeys, MOST_KEYS))
      const last = page.at(-1)?.[0]
      return {
        Name: BUCKET,
        Prefix,
        KeyCount: page.length,
        MaxKeys,
        IsTruncated: page.length < found.length,
        ...(page.length < found.length && last !== undefined && { NextContinuationToken: last }),
        Contents: page.map(([Key, { etag, body, at }]) => ({
          Key,
          ETag: etag,
          Size: body.byteLength,
          LastModified: at,
          StorageClass: 'STANDARD',
        })),
      }
    },
  }
}

function describe({ body, etag, contentType, at }: StoredObject): HeadObjectOutput {
  return { ETag: etag, ContentLength: body.byteLength, ContentType: contentType, LastModified: at }
}

function mustBeOurs({ Bucket, ExpectedBucketOwner }: OfBucket): void {
  if (ExpectedBucketOwner !== undefined && ExpectedBucketOwner !== ACCOUNT) {
    throw new AwsError('AccessDenied', 'Access Denied', 403)
  }
  if (Bucket !== BUCKET) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404)
}

function preconditionFailed(): AwsError {
  return new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412)
}
