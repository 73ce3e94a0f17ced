import { expect } from 'chai'
import { describeDrill } from '../../../../src/environments/aws/plan/describe.ts'
import type { AwsSettings } from '../../../../src/environments/aws/settings.ts'
import type { Fault } from '../../../../src/model/fault.ts'
import { FakeAccount } from '../fake-ports.ts'

const FIS: Partial<AwsSettings> = { fisRole: 'arn:aws:iam::111122223333:role/fis' }

describe('the plan of a drill on AWS', () => {
  const plan = async (
    fault: Fault,
    settings: Partial<AwsSettings> = {},
    account = new FakeAccount(),
  ): Promise<string> => (await describeDrill(account.reach(settings), [fault])).join('\n')

  it('names what is hit, the call, how it ends, and what it costs', async () => {
    const text = await plan({ kind: 'database.failover' })
    expect(text).to.include('Account      111122223333 in eu-west-1, as arn:aws:iam::111122223333:user/drill')
    expect(text).to.include('by         rds FailoverDBCluster orders, to db-b')
    expect(text).to.include('ends       by itself: the system replaces it')
    expect(text).to.include('Blast radius 1 of 5 components: db-a')
    expect(text).to.include('Costs        nothing by FIS; instances, traffic and replacements are not estimated')
  })

  it('prices the minutes of the actions: by the list with its date, or by what the team pays', async () => {
    const isolate: Fault = { kind: 'zone.isolate', of: 'primary', for: '10m' }
    expect(await plan(isolate, FIS)).to.match(
      /at most USD 1\.00 for FIS \(10 action-minutes at 0\.1, by AWS's price list as read in \w+ \d{4}/,
    )
    const prices = { currency: 'EUR', fisActionMinute: 0.05 }
    expect(await plan(isolate, { ...FIS, prices })).to.match(/at most EUR 0\.50 for FIS \(10 .* by the configuration/)
  })

  it('draws the system, with what is hit', async () => {
    const text = await plan({ kind: 'zone.lose', of: 'primary' }, FIS)
    const [, picture = ''] = /(flowchart LR[\s\S]*)/.exec(text) ?? []
    expect(picture).to.include('subgraph z0["eu-west-1a"]')
    expect(picture).to.match(/class n0,n3 hit/)
  })

  it('says that nothing would be hit, and what cannot be read', async () => {
    const account = new FakeAccount()
    account.databases = []
    expect(await plan({ kind: 'database.failover' }, {}, account)).to.include('Targets      none')
    account.who = { ...account.who, account: '999999999999' }
    expect(await plan({ kind: 'database.failover' }, {}, account)).to.match(/could not be read: RefusedError/)
    expect(account.asked).to.deep.equal([])
  })
})
