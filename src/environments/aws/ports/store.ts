import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { everyPage } from '../clients/every-page.ts'
import { guarded } from '../clients/guarded.ts'
import { isNamed } from '../clients/errors.ts'

/** Names one version of an object: what is put under a condition replaces exactly that. */
export type Version = string

export interface Stored {
  readonly text: string
  readonly version: Version
}

/** A bucket, as far as it is needed to agree on something with other machines. Keys are whole. */
export interface StorePort {
  /** @returns undefined when there is something under this key already */
  putIfAbsent(key: string, text: string): Promise<Version | undefined>
  /** @returns undefined when it is not that version any more, or is gone */
  replace(key: string, text: string, version: Version): Promise<Version | undefined>
  /** @returns undefined when there is nothing */
  get(key: string): Promise<Stored | undefined>
  /** @param version - only that one; undefined: whatever is there. Nothing happens when it is another one */
  remove(key: string, version?: Version): Promise<void>
  keys(prefix: string): Promise<readonly string[]>
}

/** Somebody else was quicker, or has taken it away. */
const REFUSED = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey', 'NotFound']

/** A sign of life that is not answered by then must be tried again before anybody takes the drill for dead, in milliseconds. */
export const STORE_ANSWER_MS = 3_000

export interface BucketPlace {
  readonly bucket: string
  /** The account whose bucket it must be: what stands in it is acted upon. */
  readonly owner: string
  readonly region: string
}

export async function s3Store(drilled: AwsAccess, { bucket, owner, region }: BucketPlace): Promise<StorePort> {
  const access = { answerMs: STORE_ANSWER_MS, ...drilled, region }
  const s3 = await import('@aws-sdk/client-s3')
  const options = clientOptions(access, 'acts')
  const configured = {
    ...options,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // What stands in for AWS has an address, and no names below it.
    forcePathStyle: 'endpoint' in options,
  } as const
  const acts = guarded(new s3.S3Client(configured), 's3', access)
  const reads = guarded(new s3.S3Client({ ...configured, ...clientOptions(access, 'reads') }), 's3', access)
  const ours = { Bucket: bucket, ExpectedBucketOwner: owner }

  /** @returns the version that it became; undefined when the condition does not hold */
  const put = async (key: string, text: string, condition: object): Promise<Version | undefined> => {
    const input = { ...ours, Key: key, Body: text, ContentType: 'application/json', ...condition }
    try {
      return (await acts.send(new s3.PutObjectCommand(input))).ETag ?? ''
    } catch (error) {
      if (isNamed(error, ...REFUSED)) return undefined
      throw error
    }
  }
  const keys = async (prefix: string): Promise<readonly string[]> => {
    const found: string[] = []
    for await (const page of everyPage(s3.paginateListObjectsV2({ client: reads }, { ...ours, Prefix: prefix }))) {
      found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key))
    }
    return found
  }
  /** Of a key that is not there S3 says so only to those who may list the whole bucket; others are denied. */
  const isAbsent = async (error: unknown, key: string): Promise<boolean> =>
    isNamed(error, 'NoSuchKey', 'NotFound') || (isNamed(error, 'AccessDenied') && !(await keys(key)).includes(key))

  return {
    putIfAbsent: (key, text) => put(key, text, { IfNoneMatch: '*' }),
    replace: (key, text, version) => put(key, text, { IfMatch: version }),
    async get(key) {
      try {
        const { Body, ETag = '' } = await reads.send(new s3.GetObjectCommand({ ...ours, Key: key }))
        return { text: (await Body?.transformToString()) ?? '', version: ETag }
      } catch (error) {
        if (await isAbsent(error, key)) return undefined
        throw error
      }
    },
    async remove(key, version) {
      const condition = version === undefined ? {} : { IfMatch: version }
      // What may go in any version is gone as well after two requests.
      const client = version === undefined ? reads : acts
      try {
        await client.send(new s3.DeleteObjectCommand({ ...ours, Key: key, ...condition }))
      } catch (error) {
        if (!isNamed(error, ...REFUSED)) throw error
      }
    },
    keys,
  }
}
