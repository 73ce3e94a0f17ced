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
  ): Promise<string> => (await describeDrill(account.reach(settings), [fault])).lines.join('\n')

  it('names what is hit, the call, how it ends, and what it costs', async () => {
    const text = await plan({ kind: 'database.failover' })
    expect(text).to.include('Account      111122223333 in eu-west-1, as arn:aws:iam::111122223333:user/drill')
    expect(text).to.include('by         rds FailoverDBCluster orders, to db-b')
    expect(text).to.include('ends       by itself: the members have changed their roles')
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
    const kept = { ...prices, restoredDatabaseHour: 0.3 }
    expect(await plan(isolate, { ...FIS, prices: kept })).to.include(
      'a copy that a runbook restores costs EUR 0.3 an hour until it is deleted',
    )
  })

  it('draws the system, with what is hit', async () => {
    const text = await plan({ kind: 'zone.lose', of: 'primary' }, FIS)
    const [, picture = ''] = /(flowchart LR[\s\S]*)/.exec(text) ?? []
    expect(picture).to.include('subgraph z0["eu-west-1a"]')
    expect(picture).to.match(/class n0,n3 hit/)
  })

  it('counts a region with everything in it', async () => {
    const text = await plan({ kind: 'region.isolate', region: 'primary' }, FIS)
    expect(text).to.match(/Blast radius 4 of 5 components: db-a, db-b, service\/i-0a, service\/i-0b/)
    expect(text).to.match(/class n0,n1,n3,n4 hit/)
    expect(text).to.include("no 'secondRegion' is named")
  })

  it('says what health check is inverted', async () => {
    const text = await plan(
      { kind: 'dns.failover', healthCheck: 'hc-1' },
      { sharedStore: { bucket: 'b', prefix: 'p/' } },
    )
    expect(text).to.include('hit        health check hc-1').and.to.include('by         route53 UpdateHealthCheck hc-1')
  })

  it('says who has answered, where that is not AWS', async () => {
    const text = await plan({ kind: 'database.failover' }, { endpoint: 'http://127.0.0.1:4566' })
    expect(text).to.include('Answered by  http://127.0.0.1:4566, which stands in for AWS')
    expect(await plan({ kind: 'database.failover' })).not.to.include('Answered by')
  })

  it('says where customers are, who would be measured and loaded, and what the alarms do', async () => {
    const text = await plan({ kind: 'database.failover' })
    expect(text).to.include('Customers    https://shop.example.com: probed every 100 ms, and the load is sent there')
    expect(text).to.include('Alarms       orders-down: in ALARM they refuse')
  })

  it('says all that a run would be refused for, and still what it would do', async () => {
    const account = new FakeAccount()
    account.alarms = account.alarms.map((alarm) => ({ ...alarm, state: 'ALARM' }))
    account.fis.lever = 'engaged'
    account.databases = []
    const { lines, refusals } = await describeDrill(account.reach(), [{ kind: 'database.failover' }])
    expect(lines).to.include('Targets      none')
    expect(refusals.join('; '))
      .to.match(/is in ALARM.*lever of the account is engaged/)
      .and.to.match(/database.failover has no target: .*blackstart:drillable=true in eu-west-1/)
  })

  it('says nothing of an account that is a wrong one, or cannot be asked', async () => {
    const account = new FakeAccount()
    account.who = { ...account.who, account: '999999999999' }
    const wrong = await describeDrill(account.reach(), [{ kind: 'database.failover' }])
    expect(wrong.lines).to.deep.equal([])
    expect(wrong.refusals.join()).to.match(/is in account 999999999999, and only 111122223333 may be drilled/)
    const reach = account.reach()
    const refused = async () => Promise.reject(new Error('getaddrinfo ENOTFOUND'))
    const dead = await describeDrill({ ...reach, ports: { ...reach.ports, identity: refused } }, [])
    expect(dead.refusals.join()).to.match(/does not say who we are: .*ENOTFOUND/)
    account.who = { ...account.who, account: '111122223333' }
    const blind = await describeDrill({ ...reach, ports: { ...reach.ports, compute: refused } }, [])
    expect(blind.refusals.join()).to.match(/^the account could not be asked: .*ENOTFOUND/)
    expect(account.asked).to.deep.equal([])
  })
})
