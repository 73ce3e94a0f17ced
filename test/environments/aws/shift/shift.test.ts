import { expect } from 'chai'
import { beginShift, endShift, shiftedZone } from '../../../../src/environments/aws/shift/shift.ts'
import { FakeAccount, serviceError } from '../fake-ports.ts'

const HOUR_MS = 3_600_000

describe('a zonal shift', () => {
  const errorOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return error === undefined ? 'none' : (error as Error).message
  }
  let account: FakeAccount
  beforeEach(() => {
    account = new FakeAccount()
  })
  const [balancer] = new FakeAccount().balancers
  if (balancer === undefined) throw new Error('the fake account has no load balancer')

  it('is of the one load balancer that may be drilled, by the id of the zone, for a time, and ended by its drill', async () => {
    expect(await shiftedZone(account.reach())).to.equal(undefined)
    expect(await beginShift(account.reach(), 'drill-1', 'a', HOUR_MS)).to.equal('eu-west-1a')
    expect(account.managed.shifts[0]?.comment).to.equal('blackstart drill drill-1')
    expect(await shiftedZone(account.reach())).to.equal('eu-west-1a')
    expect(await endShift(account.reach(), 'drill-1')).to.equal('eu-west-1a')
    expect(await shiftedZone(account.reach())).to.equal(undefined)
    expect(account.asked).to.deep.equal(['shift euw1-az-a for 60 min', 'cancel shift-1'])
  })

  it('is begun once, however often it is asked for', async () => {
    await beginShift(account.reach(), 'drill-1', 'eu-west-1a', HOUR_MS)
    await beginShift(account.reach(), 'drill-1', 'euw1-az-a', HOUR_MS)
    expect(account.asked).to.have.length(1)
  })

  it('whose answer was lost is looked for, and no error when it has begun', async () => {
    account.onAct = () => {
      account.managed = { weights: {}, shifts: [] }
      throw new Error('socket hang up')
    }
    const impatient = { ...account.reach(), lateMs: 5 }
    expect(await errorOf(beginShift(impatient, 'drill-1', 'a', HOUR_MS))).to.equal('socket hang up')
    account.onAct = () => {
      const shift = { id: 's', resource: balancer.arn, awayFrom: 'euw1-az-a', expiresAt: new Date() }
      account.managed = { weights: { 'euw1-az-a': 0 }, shifts: [{ ...shift, comment: 'blackstart drill drill-1' }] }
      throw serviceError('InternalServerException', 500)
    }
    expect(await beginShift(account.reach(), 'drill-1', 'a', HOUR_MS)).to.equal('eu-west-1a')
  })

  it("is not begun beside somebody else's, and somebody else's is not ended", async () => {
    await beginShift(account.reach(), 'drill-2', 'b', HOUR_MS)
    expect(await errorOf(beginShift(account.reach(), 'drill-1', 'a', HOUR_MS))).to.match(
      /shop is led away from euw1-az-b already, until .*drill-2/,
    )
    expect(await endShift(account.reach(), 'drill-1')).to.equal(undefined)
    expect(account.asked).to.deep.equal(['shift euw1-az-b for 60 min'])
  })

  it('leaves somebody who serves', async () => {
    account.health = [
      { target: 'i-0a', state: 'healthy' },
      { target: 'i-0b', state: 'unhealthy' },
    ]
    expect(await errorOf(beginShift(account.reach(), 'drill-1', 'a', HOUR_MS))).to.match(
      /no healthy target of shop stands outside of eu-west-1a/,
    )
    expect(await beginShift(account.reach(), 'drill-1', 'b', HOUR_MS)).to.equal('eu-west-1b')
  })

  for (const [what, change, text] of [
    ['no load balancer', { balancers: [] }, /there are: none/],
    ['one without the opt-in tag', { balancers: [{ ...balancer, tags: {} }] }, /there are: none/],
    [
      'a protected one',
      { balancers: [{ ...balancer, tags: { ...balancer.tags, stage: 'live' } }] },
      /no protected one.*there are: none/,
    ],
    ['two of them', { balancers: [balancer, { ...balancer, name: 'other' }] }, /there are: shop, other/],
  ] as const) {
    it(`is refused where there is ${what}`, async () => {
      Object.assign(account, change)
      const reach = account.reach({ protectedTags: [{ key: 'stage', value: 'live' }] })
      expect(await errorOf(beginShift(reach, 'drill-1', 'a', HOUR_MS))).to.match(text)
      expect(account.asked).to.deep.equal([])
    })
  }

  for (const forMs of [0, 30_000, 90_000, 73 * HOUR_MS]) {
    it(`is refused for ${forMs} ms`, async () => {
      expect(await errorOf(beginShift(account.reach(), 'drill-1', 'a', forMs))).to.match(/from 1m to 72h/)
    })
  }

  it('is refused for a zone that the load balancer does not have', async () => {
    expect(await errorOf(beginShift(account.reach(), 'drill-1', 'eu-west-1c', HOUR_MS))).to.match(
      /stands in no zone 'eu-west-1c': it has eu-west-1a \(euw1-az-a\), eu-west-1b/,
    )
  })
})
