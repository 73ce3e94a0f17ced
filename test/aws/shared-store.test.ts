import { expect } from 'chai'
import { LOCAL_ACCOUNT } from '../../src/environments/aws-lab/local-account.ts'
import type { StorePort } from '../../src/environments/aws/ports/store.ts'
import { localReach } from '../support/aws/account.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

const KEY = 'blackstart/lock.json'

describe('the bucket in which machines agree', () => {
  let aws: LocalEndpoints
  let store: StorePort

  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
    const place = { bucket: 'blackstart-lab', owner: LOCAL_ACCOUNT.accountId, region: 'eu-central-1' }
    store = await localReach(aws).ports.store(place)
  })
  afterEach(() => aws.close())

  it('takes a key from one of two', async () => {
    expect(await store.putIfAbsent(KEY, 'first')).not.to.equal(undefined)
    expect(await store.putIfAbsent(KEY, 'second')).to.equal(undefined)
    expect((await store.get(KEY))?.text).to.equal('first')
  })

  it('puts something in the place of that version alone', async () => {
    const first = (await store.putIfAbsent(KEY, 'first')) ?? ''
    const second = (await store.replace(KEY, 'second', first)) ?? ''
    expect(second).not.to.be.oneOf(['', first])
    expect(await store.replace(KEY, 'of somebody who is late', first)).to.equal(undefined)
    expect(await store.get(KEY)).to.deep.equal({ text: 'second', version: second })
  })

  it('takes that version alone away, or whatever is there', async () => {
    const first = (await store.putIfAbsent(KEY, 'first')) ?? ''
    const second = (await store.replace(KEY, 'second', first)) ?? ''
    await store.remove(KEY, first)
    expect((await store.get(KEY))?.text).to.equal('second')
    await store.remove(KEY, second)
    expect(await store.get(KEY)).to.equal(undefined)
    expect(await store.replace(KEY, 'of nothing', second)).to.equal(undefined)
    await store.putIfAbsent(KEY, 'third')
    await store.remove(KEY)
    expect(await store.keys('blackstart/')).to.deep.equal([])
  })

  it('is asked in its own region', async () => {
    await store.get(KEY)
    expect((await aws.calls()).map(({ action, region }) => [action, region])).to.deep.include([
      's3:GetObject',
      'eu-central-1',
    ])
  })

  it('has no such key, also for those who are denied what they may not list', async () => {
    await aws.misbehave({ deny: ['s3:GetObject'] })
    expect(await store.get(KEY)).to.equal(undefined)
    await aws.misbehave({})
    await store.putIfAbsent(KEY, 'first')
    await aws.misbehave({ deny: ['s3:GetObject'] })
    const error: unknown = await store.get(KEY).catch((thrown: unknown) => thrown)
    expect((error as Error).name).to.equal('AccessDenied')
  })
})
