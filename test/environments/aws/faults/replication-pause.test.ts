import { expect } from 'chai'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import type { Fault } from '../../../../src/model/fault.ts'
import { FakeAccount, intended } from '../fake-ports.ts'

const SETTINGS = { fisRole: 'arn:aws:iam::111122223333:role/fis' } as const
const PAUSE: Fault = { kind: 'replication.pause', table: 'baskets', for: '10m' }
const DENIED = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 'dynamodb:GetItem' },
    {
      Effect: 'Deny',
      Principal: {
        AWS: 'arn:aws:iam::111122223333:role/aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication',
      },
      Action: 'dynamodb:*',
    },
  ],
})
const OPEN = JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*', Action: 'dynamodb:GetItem' } })

describe('a pause of the replication of a global table', () => {
  const prepared = async (account: FakeAccount) => {
    const plane = awsFaultPlane({ ...account.reach(SETTINGS), lateMs: 5 })
    const [target] = await plane.resolve(PAUSE, 0)
    return { plane, target: intended(target) }
  }
  const errorOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return error === undefined ? 'none' : (error as Error).message
  }

  it('is done by FIS, proven by the policy of the table, and over when that lets replication through again', async () => {
    const account = new FakeAccount()
    account.tablePolicy = OPEN
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    const [template] = account.fis.created.values()
    expect(Object.values(template?.actions ?? {})).to.deep.equal([
      {
        actionId: 'aws:dynamodb:global-table-pause-replication',
        parameters: { duration: 'PT10M' },
        targets: { Tables: 'Pause-Replication' },
      },
    ])
    expect(Object.values(template?.targets ?? {})).to.deep.equal([
      {
        resourceType: 'aws:dynamodb:global-table',
        resourceArns: ['arn:aws:dynamodb:eu-west-1:111122223333:table/baskets'],
        selectionMode: 'ALL',
      },
    ])
    account.tablePolicy = DENIED
    expect((await plane.verify(target)).holds).to.equal(true)
    await plane.undo(target)
    const still = await plane.undone(target)
    expect([still.holds, /still denies replication/.test(still.text)]).to.deep.equal([false, true])
    account.tablePolicy = undefined
    expect((await plane.undone(target)).holds).to.equal(true)
  })

  it('that cannot be seen at the table is not taken for one, whatever FIS says', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    const { holds, text } = await plane.verify(target)
    expect(holds, text).to.equal(false)
    expect(text).to.match(/is running.*denies nothing: it replicates as before/)
  })

  for (const [what, change, text] of [
    ['a table that has no replicas', { replicas: [] }, /baskets is no global table/],
    ['one that is not opted in', { tags: {} }, /baskets/],
  ] as const) {
    it(`is refused for ${what}`, async () => {
      const account = new FakeAccount()
      account.tables = account.tables.map((table) => ({ ...table, ...change }))
      expect(await errorOf(prepared(account))).to.match(text)
    })
  }

  it('is refused for a table that is paused already, and has no target where there is no table', async () => {
    const account = new FakeAccount()
    account.tablePolicy = DENIED
    expect(await errorOf(prepared(account))).to.match(/paused already/)
    account.tables = []
    expect(await awsFaultPlane(account.reach(SETTINGS)).resolve(PAUSE, 0)).to.deep.equal([])
  })
})
