import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { databaseKill } from '../../../../src/environments/containers/faults/crash.ts'
import { databaseFailover } from '../../../../src/environments/containers/faults/failover.ts'
import { databaseFreeze } from '../../../../src/environments/containers/faults/freeze.ts'
import { ancestryOf, successionNow } from '../../../../src/environments/containers/faults/succession.ts'
import { zoneIsolate } from '../../../../src/environments/containers/faults/zone.ts'
import type { IntendedInjection } from '../../../../src/model/fault.ts'
import { FakeReach, intended } from '../fake-engine.ts'

const SQL = 'postgresql://postgres@localhost:5432/x'
const database = (role: string) => ({ 'blackstart.role': role, 'blackstart.sql': SQL, 'blackstart.zone': role })

describe('who has taken the place of a primary', () => {
  let reach: FakeReach
  let target: IntendedInjection

  beforeEach(async () => {
    reach = new FakeReach()
    reach.engine.add('orders-a', database('primary'), 'no')
    reach.engine.add('orders-b', database('standby'), 'no')
    reach.engine.add('users-a', database('primary'), 'no')
    reach.engine.add('users-b', database('standby'), 'no')
    reach.says.set('orders-a', { role: 'primary', system: '1', timeline: 3 })
    reach.says.set('orders-b', { role: 'standby', system: '1' })
    reach.says.set('users-a', { role: 'primary', system: '2', timeline: 9 })
    reach.says.set('users-b', { role: 'standby', system: '2' })
    target = await resolved('database.kill')
    reach.says.delete('orders-a')
  })

  const resolved = async (kind: 'database.kill' | 'database.freeze') =>
    kind === 'database.kill'
      ? intended((await databaseKill.resolve(reach, { kind, role: 'primary' }, 0))[0])
      : intended((await databaseFreeze.resolve(reach, { kind, role: 'primary' }, 0))[0])
  const seen = () => successionNow(reach.stack, 'orders-a-id', target)
  const promote = (component: string, system: string, timeline: number) =>
    reach.says.set(component, { role: 'primary', system, timeline })

  it('is kept with the target: its cluster, and who is a stranger to it', () => {
    expect(target.identity).to.deep.include({ system: '1', timeline: 3, strangers: 'users-a-id users-b-id' })
  })

  it('is nobody while the standby is one', async () => {
    expect(await seen()).to.equal('none')
  })

  it('is a standby of its own cluster that was promoted', async () => {
    promote('orders-b', '1', 4)
    expect(await seen()).to.equal('deposed')
  })

  it('is never a database of another cluster, whatever happens there', async () => {
    promote('users-b', '2', 10)
    expect(await seen()).to.equal('none')
    reach.says.delete('users-b')
    expect(await seen()).to.equal('none')
  })

  it('is not one that was left behind by it', async () => {
    promote('orders-b', '1', 2)
    expect(await seen()).to.equal('none')
  })

  it('is not known while one that lives says nothing; who has ended is nobody', async () => {
    reach.says.delete('orders-b')
    expect(await seen()).to.equal('unknown')
    await reach.engine.stop('orders-b-id')
    expect(await seen()).to.equal('none')
  })

  it('is told by the role alone where databases say no more', async () => {
    for (const name of ['orders-a', 'users-a']) reach.says.set(name, { role: 'primary' })
    reach.says.set('orders-b', { role: 'standby' })
    const [primary] = await reach.stack.containers()
    if (primary === undefined) throw new Error('there is none')
    target = { ...target, identity: { ...target.identity, ...(await ancestryOf(reach.stack, primary)) } }
    expect(target.identity).to.deep.include({ system: '', timeline: 0, strangers: 'users-a-id' })
    reach.says.set('orders-b', { role: 'primary' })
    expect(await seen()).to.equal('deposed')
  })

  describe('decides what an undo does:', () => {
    it('a killed primary is started again beside the primary of another cluster, and not beside its successor', async () => {
      reach.says.set('orders-a', { role: 'primary', system: '1', timeline: 3 })
      await databaseKill.inject(reach, target)
      promote('orders-b', '1', 4)
      await databaseKill.undo(reach, target)
      expect(reach.engine.calls).to.deep.equal(['kill orders-a'])
      const proof = await databaseKill.undone(reach, target)
      expect(proof.holds).to.equal(true)
      expect(proof.text).to.include('left down')
      reach.says.set('orders-b', { role: 'standby', system: '1' })
      await databaseKill.undo(reach, target)
      expect(reach.engine.calls).to.deep.equal(['kill orders-a', 'start orders-a'])
    })

    const frozen = async (): Promise<void> => {
      reach.says.set('orders-a', { role: 'primary', system: '1', timeline: 3 })
      target = await resolved('database.freeze')
      await databaseFreeze.inject(reach, target)
      reach.engine.calls.length = 0
    }

    it('a frozen one wakes up beside the primary of another cluster', async () => {
      await frozen()
      await databaseFreeze.undo(reach, target)
      expect(reach.engine.calls).to.deep.equal(['unpause orders-a'])
      expect((await databaseFreeze.undone(reach, target)).holds).to.equal(true)
    })

    it('a frozen one does not wake up beside its successor', async () => {
      await frozen()
      promote('orders-b', '1', 4)
      await databaseFreeze.undo(reach, target)
      expect(reach.engine.calls).to.deep.equal(['kill orders-a'])
      expect((await databaseFreeze.undone(reach, target)).text).to.include('left down')
    })

    it('a frozen one does not wake up while nobody can tell: it starts as a machine that was switched on', async function () {
      this.timeout(10_000)
      await frozen()
      reach.says.delete('orders-b')
      await databaseFreeze.undo(reach, target)
      expect(reach.engine.calls).to.deep.equal(['kill orders-a', 'start orders-a'])
      expect((await databaseFreeze.undone(reach, target)).holds).to.equal(true)
    })

    it('a deposed one behind a cut is switched off before it is connected, and stays so', async () => {
      reach.says.set('orders-a', { role: 'primary', system: '1', timeline: 3 })
      target = intended((await zoneIsolate.resolve(reach, { kind: 'zone.isolate', of: 'primary' }, 0))[0])
      await zoneIsolate.inject(reach, target)
      promote('orders-b', '1', 4)
      await zoneIsolate.undo(reach, target)
      expect(reach.engine.calls).to.include('kill orders-a').and.not.to.include('start orders-a')
      const proof = await zoneIsolate.undone(reach, target)
      expect(proof.holds, proof.text).to.equal(true)
      expect(proof.text).to.include('orders-a, which is left down')
    })

    it('a switchover is proven by a primary of its own cluster, once its own says that it is none', async () => {
      reach.says.set('orders-a', { role: 'primary', system: '1', timeline: 3 })
      reach.engine.add('manager', { 'blackstart.switchover': 'true' })
      target = intended((await databaseFailover.resolve(reach, { kind: 'database.failover' }, 0))[0])
      await databaseFailover.inject(reach, target)
      let done = 'nothing'
      const proof = databaseFailover
        .verify(reach, target)
        .then(({ holds }) => expect([holds, done]).to.deep.equal([true, 'all']))
      await sleep(150)
      done = 'half'
      promote('orders-b', '1', 4)
      await sleep(150)
      done = 'all'
      reach.says.set('orders-a', { role: 'standby', system: '1' })
      await proof
    })
  })
})
