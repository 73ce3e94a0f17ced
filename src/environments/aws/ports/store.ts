import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { guarded } from '../clients/guarded.ts'
import { isNamed } from '../clients/errors.ts'

/** A bucket, as far as it is needed to agree on something with other machines. Keys are whole. */
export interface StorePort {
  /** @returns false when there is something under this key already */
  putIfAbsent(key: string, text: string): Promise<boolean>
  /** Replaces what is there. */
  put(key: string, text: string): Promise<void>
  /** @returns undefined when there is nothing */
  get(key: string): Promise<string | undefined>
  remove(key: string): Promise<void>
  keys(prefix: string): Promise<readonly string[]>
}

export async function s3Store(access: AwsAccess, bucket: string): Promise<StorePort> {
  const s3 = await import('@aws-sdk/client-s3')
  const client = guarded(
    new s3.S3Client({
      ...clientOptions(access, 'acts'),
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // What stands in for AWS has an address, and no names below it.
      forcePathStyle: access.endpoint !== undefined,
    }),
    's3',
    access,
  )
  const whole = { Bucket: bucket, ContentType: 'application/json' }
  return {
    async putIfAbsent(key, text) {
      try {
        await client.send(new s3.PutObjectCommand({ ...whole, Key: key, Body: text, IfNoneMatch: '*' }))
        return true
      } catch (error) {
        if (isNamed(error, 'PreconditionFailed', 'ConditionalRequestConflict')) return false
        throw error
      }
    },
    put: async (key, text) => void (await client.send(new s3.PutObjectCommand({ ...whole, Key: key, Body: text }))),
    async get(key) {
      try {
        const { Body } = await client.send(new s3.GetObjectCommand({ Bucket: bucket, Key: key }))
        return await Body?.transformToString()
      } catch (error) {
        if (isNamed(error, 'NoSuchKey', 'NotFound')) return undefined
        throw error
      }
    },
    remove: async (key) => void (await client.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: key }))),
    async keys(prefix) {
      const keys: string[] = []
      for await (const page of s3.paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key))
      }
      return keys
    },
  }
}
