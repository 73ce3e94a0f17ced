import { expect } from 'chai'
import {
  failovers,
  isFailingOver,
  isFirstRegionStopped,
  isRebuilding,
  type LabView,
  viewOf,
  writerZone,
} from '../../../../src/environments/lab/aws/lab-view.ts'
import { FakeLab } from '../../../support/aws/fake-lab.ts'

/** A view of a lab that has told of these, one second apart. */
async function told(...events: readonly (readonly [kind: string, component: string])[]): Promise<LabView> {
  const lab = new FakeLab()
  events.forEach(([kind, component], index) => lab.tell(kind, component, (events.length - index) * 1_000))
  return viewOf(await lab.see())
}

describe('what the AWS endpoints know of the lab', () => {
  it('has the writer in zone a until another database is promoted', async () => {
    expect(writerZone(await told())).to.equal('a')
    const view = await told(['primary-lost', 'db-a'], ['promoted', 'db-b'])
    expect(writerZone(view)).to.equal('b')
    expect(writerZone(view, view.nowMs - 1_500), 'as it was told a while ago').to.equal('a')
  })

  it('leaves the promotion of the other region out of the pair', async () => {
    expect(writerZone(await told(['region-lost', 'region-a'], ['promoted', 'db-c']))).to.equal('a')
  })

  it('fails over from the beginning until the endpoint has moved, or it has failed', async () => {
    expect(isFailingOver(await told(['switchover-requested', 'db-a'], ['promoted', 'db-b']))).to.equal(true)
    expect(isFailingOver(await told(['primary-lost', 'db-a'], ['endpoint-moved', 'writer-endpoint']))).to.equal(false)
    expect(isFailingOver(await told(['primary-lost', 'db-a'], ['failover-failed', 'db-b']))).to.equal(false)
  })

  it('tells failovers apart, with where they lead and how they end', async () => {
    const found = failovers(
      await told(
        ['switchover-requested', 'db-a'],
        ['endpoint-moved', 'writer-endpoint'],
        ['primary-lost', 'db-b'],
        ['failover-failed', 'db-a'],
        ['primary-lost', 'db-b'],
      ),
    )
    expect(found.map(({ requested, from, to, end }) => [requested, from, to, end?.failed])).to.deep.equal([
      [true, 'db-a', 'db-b', false],
      [false, 'db-b', 'db-a', true],
      [false, 'db-b', 'db-a', undefined],
    ])
  })

  it('has a database away from its end until it streams again', async () => {
    expect(isRebuilding(await told(['fenced', 'db-a']), 'db-a')).to.equal(true)
    expect(isRebuilding(await told(['fenced', 'db-a'], ['redundancy-restored', 'db-a']), 'db-a')).to.equal(false)
    expect(isRebuilding(await told(['fenced', 'db-a']), 'db-b')).to.equal(false)
  })

  it('holds the first region for stopped from when it is alone, or given up, until it follows the other one', async () => {
    expect(isFirstRegionStopped(await told())).to.equal(false)
    expect(isFirstRegionStopped(await told(['region-self-fenced', 'region-a']))).to.equal(true)
    expect(isFirstRegionStopped(await told(['region-lost', 'region-a'], ['redundancy-restored', 'db-b']))).to.equal(
      true,
    )
    const back = await told(['region-lost', 'region-a'], ['redundancy-restored', 'region-a'])
    expect(isFirstRegionStopped(back)).to.equal(false)
  })
})
