import { expect } from 'chai'
import type { GlobalDatabase } from '../../../../src/environments/aws/ports/global-databases.ts'
import { awayReach } from '../../../../src/environments/aws/promote/drilled-global.ts'
import { type Promotion, promoteSecondRegion, writingRegion } from '../../../../src/environments/aws/promote/promote.ts'
import type { Reach } from '../../../../src/environments/aws/reach.ts'
import type { AwsSettings } from '../../../../src/environments/aws/settings.ts'
import { CLUSTER, DRILLABLE, FakeAccount, serviceError } from '../fake-ports.ts'

const AWAY = 'eu-central-1'
const SECOND = 'arn:aws:rds:eu-central-1:111122223333:cluster:orders'
const THIRD = 'arn:aws:rds:us-east-1:111122223333:cluster:orders'

function globalOf(writer: string, ...more: readonly string[]): GlobalDatabase {
  const members = [CLUSTER.arn, SECOND, ...more].map((arn) => ({
    arn,
    region: arn.split(':')[3] ?? '',
    writer: arn === writer,
  }))
  return { id: 'orders-global', tags: DRILLABLE, members }
}

describe('the promotion of a second region', () => {
  let here: FakeAccount
  let away: FakeAccount
  beforeEach(() => {
    here = new FakeAccount()
    away = new FakeAccount()
    away.databases = [{ ...CLUSTER, arn: SECOND }]
    away.globals = [globalOf(CLUSTER.arn)]
    // Nobody answers there, but where a test says so.
    here.onAct = () => {
      throw new Error('the first region was asked')
    }
  })

  const reach = (settings: Partial<AwsSettings> = {}): Reach => ({
    ...here.reach({ secondRegion: AWAY, ...settings }),
    second: { region: AWAY, ports: away.ports(), clocks: away.clocks },
  })
  const promote = (how: Promotion, settings: Partial<AwsSettings> = {}): Promise<string> =>
    promoteSecondRegion(reach(settings), awayReach(reach(settings)), how)
  const refusal = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'none',
      (error: Error) => error.message,
    )

  it('is asked of the second region alone, for its cluster, once', async () => {
    expect(await writingRegion(awayReach(reach()))).to.equal('eu-west-1')
    expect(await promote('failover')).to.equal(AWAY)
    expect(away.asked).to.deep.equal([`fail orders-global over to ${SECOND}`])
    expect(here.asked).to.deep.equal([])
    away.globals = [globalOf(SECOND)]
    expect(await writingRegion(awayReach(reach()))).to.equal(AWAY)
  })

  it('loses nothing as a switchover, which takes a first region that answers and is available', async () => {
    expect(await promote('switchover')).to.equal(AWAY)
    expect(away.asked).to.deep.equal([`switch orders-global over to ${SECOND}`])
    here.databases = [{ ...CLUSTER, status: 'stopped' }]
    expect(await refusal(promote('switchover'))).to.match(/cluster:orders is stopped: only with --allow-data-loss/)
    here.databases = [{ ...CLUSTER, tags: {} }]
    expect(await refusal(promote('switchover'))).to.match(/eu-west-1.*does not bear the opt-in tag/)
    const lost = reach()
    const ports = { ...lost.ports, databases: () => Promise.reject(new Error('connect ETIMEDOUT')) }
    expect(await refusal(promoteSecondRegion({ ...lost, ports }, awayReach(lost), 'switchover'))).to.match(
      /eu-west-1 does not answer \(Error: connect ETIMEDOUT\): only with --allow-data-loss/,
    )
    expect(away.asked).to.have.length(1)
    expect(await promoteSecondRegion({ ...lost, ports }, awayReach(lost), 'failover')).to.equal(AWAY)
  })

  it('whose answer was lost is looked for, and no error when it has begun', async () => {
    away.onAct = () => {
      throw new Error('socket hang up')
    }
    expect(await refusal(promote('failover'))).to.equal('socket hang up')
    away.onAct = () => {
      away.globals = [{ ...globalOf(CLUSTER.arn), failover: { status: 'failing-over', to: SECOND } }]
      throw serviceError('ServiceUnavailable', 503)
    }
    expect(await promote('failover')).to.equal(AWAY)
    away.globals = [globalOf(CLUSTER.arn)]
    away.onAct = () => {
      away.globals = [globalOf(SECOND)]
      throw new Error('socket hang up')
    }
    expect(await promote('failover')).to.equal(AWAY)
    expect(away.asked).to.have.length(3)
  })

  it('is refused while one is under way, and then nobody is said to write', async () => {
    away.globals = [{ ...globalOf(CLUSTER.arn), failover: { status: 'switching-over', to: THIRD } }]
    expect(await writingRegion(awayReach(reach()))).to.equal(undefined)
    expect(await refusal(promote('failover'))).to.match(/orders-global is switching-over already, to .*us-east-1/)
    expect(away.asked).to.deep.equal([])
  })

  for (const [what, globals, text] of [
    ['no global database', [], /and there are: none/],
    ['one without the opt-in tag', [{ ...globalOf(CLUSTER.arn), tags: {} }], /there are: none/],
    ['a protected one', [{ ...globalOf(CLUSTER.arn), tags: { ...DRILLABLE, stage: 'live' } }], /there are: none/],
    ['one in other regions', [{ ...globalOf(CLUSTER.arn), members: [] }], /there are: none/],
    ['two of them', [globalOf(CLUSTER.arn), { ...globalOf(CLUSTER.arn), id: 'other' }], /: orders-global, other/],
    ['one of which the second region writes', [globalOf(SECOND)], /eu-central-1 writes already/],
    [
      'one of which a third region writes',
      [globalOf(THIRD, THIRD)],
      /is written by .*us-east-1.*, and not from eu-west-1/,
    ],
  ] as const) {
    it(`is refused where there is ${what}`, async () => {
      away.globals = globals
      const settings = { protectedTags: [{ key: 'stage', value: 'live' }] }
      expect(await refusal(promote('failover', settings))).to.match(text)
      expect(away.asked).to.deep.equal([])
    })
  }

  it('is refused for a cluster that is not opted in by itself, or is not there', async () => {
    away.databases = [{ ...CLUSTER, arn: SECOND, tags: {} }]
    expect(await refusal(promote('failover'))).to.match(/does not bear the opt-in tag/)
    away.databases = [{ ...CLUSTER, arn: SECOND, tags: { ...DRILLABLE, stage: 'live' } }]
    expect(await refusal(promote('failover', { protectedTags: [{ key: 'stage' }] }))).to.match(/tag stage=live/)
    away.databases = [CLUSTER]
    expect(await refusal(promote('failover'))).to.match(/is not among the clusters in eu-central-1/)
    expect(away.asked).to.deep.equal([])
  })

  it('is left to people for a read replica of an instance: nobody fences its source', async () => {
    away.globals = []
    away.databases = [{ ...CLUSTER, kind: 'instance', id: 'orders-replica', replica: true }]
    expect(await refusal(promote('failover'))).to.match(
      /orders-replica in eu-central-1 is a read replica.*fences nobody/s,
    )
  })

  it('is refused where no second region is named', async () => {
    expect(await refusal((async () => awayReach(here.reach()))())).to.match(/secondRegion: say to which region/)
  })
})
