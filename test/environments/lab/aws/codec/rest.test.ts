import { expect } from 'chai'
import type { WireRequest } from '../../../../../src/environments/lab/aws/codec/wire.ts'
import { loadCodec, type SigningName } from '../../../../../src/environments/lab/aws/codecs.ts'

describe('paths of the REST protocols', () => {
  const decode = async (service: SigningName, method: string, url: string, headers: Record<string, string> = {}) => {
    const [path = '', query = ''] = url.split('?')
    const request: WireRequest = { method, path, query: new URLSearchParams(query), headers, body: new Uint8Array() }
    return (await loadCodec(service)).codec.decode(request)
  }

  it('name the operation, and have members in path and query', async () => {
    expect(await decode('route53', 'GET', '/2013-04-01/hostedzone/Z1/rrset?maxitems=5')).to.deep.equal({
      operation: 'ListResourceRecordSets',
      input: { HostedZoneId: 'Z1', MaxItems: 5 },
    })
    expect(await decode('fis', 'GET', '/experiments/EXP1/resolvedTargets?targetName=a')).to.deep.equal({
      operation: 'ListExperimentResolvedTargets',
      input: { experimentId: 'EXP1', targetName: 'a' },
    })
    expect(await decode('fis', 'PUT', '/experiments')).to.equal(undefined)
  })

  it('of S3 begin with the bucket, and keys have slashes', async () => {
    expect(await decode('s3', 'GET', '/store/a/b%20c')).to.deep.equal({
      operation: 'GetObject',
      input: { Bucket: 'store', Key: 'a/b c' },
    })
    expect((await decode('s3', 'GET', '/store?list-type=2&prefix=a%2F'))?.operation).to.equal('ListObjectsV2')
    expect((await decode('s3', 'GET', '/'))?.operation).to.equal('ListBuckets')
  })

  it('are told apart by what a request must say, with or without the hint that some clients send', async () => {
    const condition = { 'if-none-match': '*' }
    expect((await decode('s3', 'PUT', '/store/a?x-id=PutObject', condition))?.operation).to.equal('PutObject')
    expect((await decode('s3', 'PUT', '/store/a', condition))?.operation).to.equal('PutObject')
    expect((await decode('s3', 'PUT', '/store/a', { 'x-amz-copy-source': 'b' }))?.operation).to.equal('CopyObject')
    expect((await decode('s3', 'PUT', '/store/a?tagging'))?.operation).to.equal('PutObjectTagging')
  })
})
