import { expect } from 'chai'
import { cacheWatcher } from '../../../../src/environments/aws/events/caches.ts'
import { CACHE, FakeAccount } from '../fake-ports.ts'

describe('what is seen of caches', () => {
  it('is who becomes the primary, what becomes of the group, and what ElastiCache tells of ours', async () => {
    const account = new FakeAccount()
    account.caches = [CACHE]
    const watcher = cacheWatcher(account.reach(), new Date('2026-11-21T09:00:00Z'))
    const seen = async (): Promise<string[]> => (await watcher.look()).map(({ kind, text }) => `${kind}: ${text}`)
    expect(await seen()).to.deep.equal([])
    const at = new Date('2026-11-21T10:00:00Z')
    account.cacheEvents = [
      {
        source: 'baskets',
        at,
        message: 'Failover from primary node baskets-001 to replica node baskets-002 completed',
      },
      { source: 'others', at, message: 'Failover of somebody else' },
      { source: 'baskets', at: new Date('2026-11-21T08:00:00Z'), message: 'from before' },
    ]
    const members = CACHE.members.map((member) => ({ ...member, primary: member.zone === 'eu-west-1b' }))
    account.caches = [{ ...CACHE, status: 'modifying', members }]
    expect(await seen()).to.deep.equal([
      'cache-promoted: the primary of baskets is baskets-002 in eu-west-1b',
      'cache-status: baskets is modifying',
      'cache-event: Failover from primary node baskets-001 to replica node baskets-002 completed',
    ])
    expect(await seen()).to.deep.equal([])
  })
})
