import { expect } from 'chai'
import { replicationHold } from '../../../../src/environments/containers/faults/replication-hold.ts'
import { FakeReach, intended } from '../fake-engine.ts'

describe('a held replication link', () => {
  let reach: FakeReach
  let held: boolean
  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('db-a', { 'blackstart.role': 'primary' })
    reach.engine.add('db-b', { 'blackstart.role': 'standby' })
    held = false
    reach.answer = (script) => {
      if (script.includes('exit 6')) {
        if (held) throw new Error('its packets are still dropped')
      } else if (script.includes('nft -f')) held = true
      else if (script.includes('nft delete')) held = false
      else if (!held) throw new Error('no such table')
      return held ? 'counter packets 2 bytes 1 drop' : ''
    }
  })

  it('takes a primary whose SQL port is known', async () => {
    expect(await replicationHold.resolve(reach, { kind: 'replication.hold', lead: '1s' }, 0)).to.deep.equal([])
  })

  it('drops only what the standby hears from the SQL port of the primary, until it is undone', async () => {
    const target = intended({
      fault: { kind: 'replication.hold', lead: '1s' },
      faultIndex: 0,
      component: 'db-b',
      reversal: 'inverse',
      precondition: '',
      identity: {
        container: 'db-b-id',
        pid: reach.engine.get('db-b').pid,
        startedAt: String(reach.engine.get('db-b').startedAt),
        role: 'standby',
        peers: '10.0.0.101',
        port: 5_432,
      },
    })
    await replicationHold.inject(reach, target)
    expect(reach.scripts[0]).to.include('ip saddr { 10.0.0.101 } tcp sport 5432 counter drop')
    expect(reach.scripts[0]).to.include('ip daddr { 10.0.0.101 } tcp dport 5432 counter drop')
    expect((await replicationHold.verify(reach, target)).holds).to.equal(true)
    await reach.engine.restart('db-b-id')
    held = false
    await replicationHold.keep?.(reach, target)
    expect(held).to.equal(true)
    await replicationHold.undo(reach, target)
    expect((await replicationHold.undone(reach, target)).holds).to.equal(true)
  })
})
