import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { copiesLeft, restoredId } from '../../../../src/environments/aws/restore/copy.ts'
import {
  beginRestore,
  endRestore,
  findRestored,
  RESTORABLE_WITHIN_MS,
} from '../../../../src/environments/aws/restore/restore.ts'
import { readRunbook } from '../../../../src/runbook/execute/run-folder.ts'
import type { DatabaseGroup } from '../../../../src/environments/aws/ports/databases.ts'
import { CLUSTER, FakeAccount, serviceError } from '../fake-ports.ts'

const ID = restoredId('orders', 'drill-1')
const OURS = { 'blackstart:drill': 'drill-1' }
const COPY: DatabaseGroup = { ...CLUSTER, id: ID, tags: OURS, members: [] }

describe('a restored copy of a database', () => {
  it('is waited for by the runbook for as long as its moment may take', () => {
    const file = fileURLToPath(new URL('../../../../runbooks/restore-to-a-moment.md', import.meta.url))
    const parts = readRunbook(file).runbook.steps.flatMap((step) => step.parts)
    const restore = parts.find((part) => part.kind === 'do' && part.script.text.includes('${RESTORE:?}'))
    expect(restore?.kind === 'do' ? restore.timeoutMs : 0).to.be.greaterThan(RESTORABLE_WITHIN_MS)
  })

  const errorOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return error === undefined ? 'none' : (error as Error).message
  }

  it('has a name of its drill, bears its tag, and is deleted afterwards, its instance first', async () => {
    const account = new FakeAccount()
    expect(await beginRestore(account.reach(), 'drill-1', 'latest')).to.equal(ID)
    expect(account.databases.at(-1)?.tags).to.deep.equal(OURS)
    expect((await findRestored(account.reach(), 'drill-1'))?.status).to.equal('creating')
    expect(await endRestore(account.reach(), 'drill-1')).to.equal(ID)
    expect(account.asked).to.deep.equal([
      `restore ${ID} to the latest`,
      `add ${ID}-1`,
      `delete ${ID}-1`,
      `delete cluster ${ID}`,
    ])
  })

  for (const [whose, tags] of [
    ['of another drill', { 'blackstart:drill': 'drill-2' }],
    ['of nobody', {}],
  ] as const) {
    it(`is not deleted when it is ${whose}, whatever its name, nor written over`, async () => {
      const account = new FakeAccount()
      account.databases = [CLUSTER, { ...COPY, tags }]
      expect(await errorOf(endRestore(account.reach(), 'drill-1'))).to.match(/it is not deleted/)
      expect(await errorOf(beginRestore(account.reach(), 'drill-1', 'latest'))).to.match(/is there already/)
      expect(account.asked).to.deep.equal([])
    })

    it(`is not deleted when its instance is ${whose}`, async () => {
      const account = new FakeAccount()
      account.databases = [CLUSTER, COPY]
      account.members.set(`${ID}-1`, { status: 'available', tags, cluster: ID })
      expect(await errorOf(endRestore(account.reach(), 'drill-1'))).to.match(/-1 .*: it is not deleted/)
      expect(account.asked).to.deep.equal([])
    })
  }

  it('is not deleted when its instance stands in another cluster', async () => {
    const account = new FakeAccount()
    account.databases = [CLUSTER, COPY]
    account.members.set(`${ID}-1`, { status: 'available', tags: OURS, cluster: 'orders' })
    expect(await errorOf(endRestore(account.reach(), 'drill-1'))).to.match(/does not stand in/)
    expect(account.asked).to.deep.equal([])
  })

  it('is deleted also when what it is a copy of has another name by now, or is gone', async () => {
    const account = new FakeAccount()
    account.databases = [{ ...COPY, kind: 'instance' }]
    expect(await endRestore(account.reach(), 'drill-1')).to.equal(ID)
    expect(account.asked).to.deep.equal([`delete ${ID}`])
  })

  it('takes the place of nothing that is there', async () => {
    const account = new FakeAccount()
    account.databases = [CLUSTER, { ...COPY, members: CLUSTER.members }]
    expect(await errorOf(beginRestore(account.reach(), 'drill-1', 'latest'))).to.match(/is there already/)
    expect(account.asked).to.deep.equal([])
  })

  it('that got no instance gets it at the next try', async () => {
    const account = new FakeAccount()
    account.onAct = (what) => {
      if (what.startsWith('add')) throw serviceError('InsufficientDBInstanceCapacityFault', 400)
    }
    expect(await errorOf(beginRestore(account.reach(), 'drill-1', 'latest'))).to.match(/InsufficientDBInstanceCapacity/)
    account.onAct = () => {}
    expect(await beginRestore(account.reach(), 'drill-1', 'latest')).to.equal(ID)
    expect(account.asked).to.deep.equal([`restore ${ID} to the latest`, `add ${ID}-1`, `add ${ID}-1`])
  })

  it('whose answer was lost is looked for, and made once', async () => {
    const account = new FakeAccount()
    account.onAct = (what) => {
      if (!what.startsWith('restore')) return
      account.databases = [CLUSTER, COPY]
      throw new Error('socket hang up')
    }
    expect(await beginRestore(account.reach(), 'drill-1', 'latest')).to.equal(ID)
    expect(account.asked.filter((what) => what.startsWith('restore'))).to.have.length(1)
  })

  it('is told to who comes after its drill, with what deletes it', async () => {
    const account = new FakeAccount()
    account.databases = [CLUSTER, { ...COPY, members: [{ ...CLUSTER.members[0], id: `${ID}-1` } as never] }]
    const [left, ...others] = await copiesLeft(account.reach({ profile: 'game day' }))
    expect(others).to.deep.equal([])
    expect([left?.id, left?.drillId]).to.deep.equal([ID, 'drill-1'])
    expect(left?.command).to.equal(
      `aws rds delete-db-instance --db-instance-identifier ${ID}-1 --region eu-west-1 --profile 'game day' && ` +
        `aws rds delete-db-cluster --db-cluster-identifier ${ID} --skip-final-snapshot --region eu-west-1 --profile 'game day'`,
    )
    // A tag alone makes no copy.
    account.databases = [{ ...CLUSTER, tags: OURS }]
    expect(await copiesLeft(account.reach())).to.deep.equal([])
  })

  it('is of a moment that can be restored', async () => {
    const account = new FakeAccount()
    const latest = new Date('2026-11-21T10:00:00Z')
    account.databases = [{ ...CLUSTER, latestRestorableTime: latest }]
    const later = new Date('2026-11-21T10:01:00Z')
    expect(await errorOf(beginRestore(account.reach(), 'drill-1', { at: later }, 5))).to.match(
      /up to 2026-11-21T10:00:00.000Z/,
    )
    await beginRestore(account.reach(), 'drill-1', { at: latest })
    expect(account.asked[0]).to.equal(`restore ${ID} to 2026-11-21T10:00:00.000Z`)
  })

  it('is of the one database that may be drilled', async () => {
    const account = new FakeAccount()
    account.databases = [CLUSTER, { ...CLUSTER, id: 'other' }]
    expect(await errorOf(beginRestore(account.reach(), 'drill-1', 'latest'))).to.match(/there are: orders, other/)
    account.databases = []
    expect(await errorOf(beginRestore(account.reach(), 'drill-1', 'latest'))).to.match(/there are: none/)
  })

  it('has a name that RDS takes, also of a long one and with its instance', () => {
    const name = restoredId('a'.repeat(63), 'drill-1')
    expect(name.length).to.be.at.most(61)
    expect(name).to.match(/^a+-drill-[0-9a-f]{10}$/)
  })
})
