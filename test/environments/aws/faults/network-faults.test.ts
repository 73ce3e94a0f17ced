import { expect } from 'chai'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import { specIn } from '../../../../src/environments/aws/faults/experiment.ts'
import type { NetworkInterface } from '../../../../src/environments/aws/ports/compute.ts'
import type { Tags } from '../../../../src/environments/aws/ports/tags.ts'
import type { AwsSettings } from '../../../../src/environments/aws/settings.ts'
import type { Fault, ResolvedTarget } from '../../../../src/model/fault.ts'
import { CACHE, CLUSTER, FakeAccount, INSTANCE, SERVICE, switched, taskIn } from '../fake-ports.ts'

const SETTINGS: Partial<AwsSettings> = {
  fisRole: 'arn:aws:iam::111122223333:role/fis',
  protectedTags: [{ key: 'stage', value: 'live' }],
}
const ISOLATE: Fault = { kind: 'zone.isolate', of: 'primary' }
const LOSE: Fault = { kind: 'zone.lose', of: 'primary' }
const REGION: Fault = { kind: 'region.isolate', region: 'primary' }
const LIVE = { ...INSTANCE, id: 'i-live', arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-live', name: 'live' }

function networkInterface(more: Partial<NetworkInterface>): NetworkInterface {
  return { id: 'eni-1', subnet: 'subnet-a', description: 'RDSNetworkInterface', tags: {}, ...more }
}

describe('faults of a network on AWS', () => {
  const resolve = async (account: FakeAccount, fault: Fault, settings = SETTINGS): Promise<readonly ResolvedTarget[]> =>
    await awsFaultPlane(account.reach(settings)).resolve(fault, 0)
  const refusal = async (account: FakeAccount, fault: Fault, settings = SETTINGS): Promise<string> =>
    await resolve(account, fault, settings).then(
      () => 'none',
      (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
    )

  for (const fault of [ISOLATE, LOSE, REGION]) {
    it(`are refused while somebody else's instance stands in a subnet that is cut: ${fault.kind}`, async () => {
      const account = new FakeAccount()
      account.instances = [...account.instances, { ...LIVE, tags: { stage: 'live' } }]
      expect(await refusal(account, fault))
        .to.match(/RefusedError.*i-live does not bear the opt-in tag/)
        .and.to.match(/i-live is protected by its tag stage=live/)
      account.instances = account.instances.map((one) => (one.id === 'i-live' ? { ...one, state: 'stopped' } : one))
      expect(await refusal(account, fault), 'one that is down is not hit').to.equal('none')
    })
  }

  it('are refused while an instance of an opted-in cluster is protected, and take the cluster for opted in and expected', async () => {
    const [writer, reader] = CLUSTER.members
    const account = new FakeAccount()
    const tagged = (tags: Tags) => [
      {
        ...CLUSTER,
        members: [
          { ...writer!, tags: {} },
          { ...reader!, tags },
        ],
      },
    ]
    const via = { ...SETTINGS, via: 'fis' as const }
    for (const fault of [LOSE, { kind: 'database.failover' } as const]) {
      account.databases = tagged({ stage: 'live' })
      expect(await refusal(account, fault)).to.match(/^RefusedError: db-b is protected by its tag stage=live$/)
      expect(await refusal(account, fault, via)).to.match(/^RefusedError: db-b is protected by its tag stage=live$/)
      account.databases = tagged({})
      const expectedTargets = ['orders', 'i-0a', 'subnet-a', 'service']
      expect(await refusal(account, fault, { ...SETTINGS, expectedTargets })).to.equal('none')
    }
  })

  it('see an instance that only has an interface there', async () => {
    const account = new FakeAccount()
    account.instances = [...account.instances, { ...LIVE, subnet: 'subnet-of-others', tags: {} }]
    account.interfaces = [networkInterface({ instance: 'i-live', description: '' })]
    expect(await refusal(account, ISOLATE)).to.match(/i-live does not bear the opt-in tag/)
  })

  it("see somebody else's database, which stands in one of the subnets that its group has in its zone", async () => {
    const account = new FakeAccount()
    const [member] = CLUSTER.members
    const others = { ...CLUSTER, kind: 'instance' as const, id: 'ledger', arn: 'arn:ledger', tags: { stage: 'live' } }
    account.databases = [CLUSTER, { ...others, members: [{ ...member!, subnets: ['subnet-a', 'subnet-x'] }] }]
    for (const fault of [ISOLATE, LOSE, REGION]) {
      expect(await refusal(account, fault)).to.match(/ledger does not bear the opt-in tag.*ledger is protected/)
    }
    expect(await refusal(account, { kind: 'zone.isolate', zone: 'b' })).to.equal('none')
    account.databases = [{ ...CLUSTER, members: [{ ...member!, subnets: ['subnet-a'] }] }]
    expect((await resolve(account, ISOLATE))[0]?.precondition).to.equal('zone-eu-west-1a holds subnet-a, i-0a, orders')
  })

  it("say what of AWS's own is cut off with them, and refuse what is protected of it", async () => {
    const account = new FakeAccount()
    account.interfaces = [
      networkInterface({}),
      networkInterface({ id: 'eni-2' }),
      networkInterface({ id: 'eni-3', description: 'ELB app/shop/1' }),
      networkInterface({ id: 'eni-9', subnet: 'subnet-b' }),
    ]
    const [target] = await resolve(account, ISOLATE, { ...SETTINGS, expectedTargets: ['subnet-a', 'i-0a'] })
    expect(target?.precondition).to.equal(
      "zone-eu-west-1a holds subnet-a, i-0a; cut off with it, of AWS's own: 2 x RDSNetworkInterface, ELB app/shop/1",
    )
    account.interfaces = [networkInterface({ tags: { stage: 'live' } })]
    expect(await refusal(account, ISOLATE)).to.match(/eni-1 \(RDSNetworkInterface\) is protected/)
  })

  it('have the scope of what they mean: each subnet of a zone by itself, and a region at its border', async () => {
    const account = new FakeAccount()
    account.subnets = [...account.subnets, { ...account.subnets[0]!, id: 'subnet-a2', arn: 'arn:a2' }]
    const [zone] = await resolve(account, ISOLATE)
    const [region] = await resolve(account, REGION)
    const scopes = [zone, region].map((target) => specIn(target!)?.actions['Cut-Off']?.parameters?.['scope'])
    expect(scopes).to.deep.equal(['all', 'vpc'])
    expect(zone?.precondition).to.match(/its 2 subnets do not reach each other either/)
    expect(region?.precondition).not.to.match(/do not reach/)
    account.subnets = account.subnets.map((subnet) => ({ ...subnet, vpc: subnet.id }))
    expect((await resolve(account, REGION))[0]?.precondition).to.match(/its 3 networks do not reach each other either/)
  })

  it('lose no zone in which nothing would be lost, and say which part of it there is not', async () => {
    const account = new FakeAccount()
    account.databases = [switched(CLUSTER)]
    account.instances = []
    expect(await refusal(account, { kind: 'zone.lose', zone: 'a' })).to.match(/^NoTargetError: .*that is zone.isolate/)
    account.instances = [INSTANCE]
    const [without] = await resolve(account, { kind: 'zone.lose', zone: 'a' })
    expect(without?.precondition).to.match(/no cluster that may be drilled writes there/)
    account.instances = []
    account.databases = [CLUSTER]
    expect((await resolve(account, LOSE))[0]?.precondition).to.match(/no instance of it may be drilled and runs/)
  })

  it('let the groups of a lost zone launch nothing there, and say which may all the same', async () => {
    const account = new FakeAccount()
    const [group] = account.groups
    const named = (name: string, more: object) => ({ ...group!, name, arn: `arn:${name}`, ...more })
    account.groups = [
      group!,
      named('elsewhere', { zones: ['eu-west-1b'] }),
      named('old', { launchTemplate: false }),
      named('others', { tags: {} }),
    ]
    const [target] = await resolve(account, LOSE)
    const { actions, targets } = specIn(target!)!
    expect(actions['Refuse-Launches']).to.deep.equal({
      actionId: 'aws:ec2:asg-insufficient-instance-capacity-error',
      parameters: { duration: 'PT1M', availabilityZoneIdentifiers: 'eu-west-1a', percentage: '100' },
      targets: { AutoScalingGroups: 'Refuse-Launches' },
    })
    expect(targets['Refuse-Launches']).to.deep.include({
      resourceType: 'aws:ec2:autoscaling-group',
      resourceArns: [group!.arn],
    })
    expect(target?.precondition)
      .to.match(/the group old may launch instances there meanwhile: it has no launch template/)
      .and.to.match(/the group others may launch instances there meanwhile: it does not bear the opt-in tag/)
      .and.not.to.match(/elsewhere/)
  })

  it('are refused while a subnet of what they mean lacks the tag: it would be left out without a word', async () => {
    const account = new FakeAccount()
    const [subnet] = account.subnets
    const more = (id: string, other: object) => ({ ...subnet!, id, arn: `arn:${id}`, tags: {}, ...other })
    account.subnets = [
      ...account.subnets,
      more('subnet-forgotten', {}),
      more('subnet-elsewhere', { zone: 'eu-west-1b' }),
      more('subnet-of-others', { vpc: 'vpc-2' }),
    ]
    for (const fault of [ISOLATE, LOSE]) {
      const why = await refusal(account, fault)
      expect(why).to.match(/RefusedError: .*subnet-forgotten stands in eu-west-1a and would not be cut off/)
      expect(why).not.to.match(/elsewhere|of-others/)
    }
    expect(await refusal(account, REGION)).to.match(/subnet-forgotten .*subnet-elsewhere/)
    // Whoever names the subnets knows which are not hit.
    const expectedTargets = ['subnet-a', 'i-0a']
    const [target] = await resolve(account, ISOLATE, { ...SETTINGS, expectedTargets })
    expect(target?.precondition).to.match(/1 of 2 subnets of eu-west-1a are cut off/)
  })

  it('are refused while what they mean stands where nothing is cut', async () => {
    const account = new FakeAccount()
    const away = 'is meant to be cut off with eu-west-1a, and stands in a subnet that is not'
    account.instances = [{ ...INSTANCE, subnet: 'subnet-x' }]
    expect(await refusal(account, ISOLATE)).to.include(`service/i-0a ${away}`)
    account.instances = []
    account.databases = [
      { ...CLUSTER, members: CLUSTER.members.map((member) => ({ ...member, subnets: ['subnet-a', 'subnet-x'] })) },
    ]
    expect(await refusal(account, ISOLATE))
      .to.include(`db-a ${away}`)
      .and.not.to.include('db-b')
    account.databases = [CLUSTER]
    account.services = [{ ...SERVICE, tasks: [taskIn('a', { subnet: 'subnet-x' })] }]
    expect(await refusal(account, ISOLATE)).to.include(`shop/0a ${away}`)
  })

  it('take the power of Multi-AZ caches that stand in a lost zone, and say which they cannot take it from', async () => {
    const account = new FakeAccount()
    account.caches = [
      CACHE,
      { ...CACHE, id: 'sessions', arn: 'arn:sessions', multiAz: false },
      { ...CACHE, id: 'elsewhere', arn: 'arn:elsewhere', members: CACHE.members.slice(1) },
    ]
    const [target] = await resolve(account, LOSE)
    const { actions, targets } = specIn(target!)!
    expect(actions['Interrupt-Caches']).to.deep.equal({
      actionId: 'aws:elasticache:replicationgroup-interrupt-az-power',
      parameters: { duration: 'PT1M' },
      targets: { ReplicationGroups: 'Interrupt-Caches' },
    })
    expect(targets['Interrupt-Caches']).to.deep.equal({
      resourceType: 'aws:elasticache:replicationgroup',
      resourceArns: [CACHE.arn],
      selectionMode: 'ALL',
      parameters: { availabilityZoneIdentifier: 'eu-west-1a' },
    })
    expect(target?.precondition).to.match(/holds i-0a, orders, baskets, .*the cache sessions is not Multi-AZ/)
    account.caches = [{ ...CACHE, tags: { ...CACHE.tags, stage: 'live' } }]
    expect(await refusal(account, LOSE)).to.match(/baskets is protected by its tag stage=live/)
  })

  it('lose a zone for the sake of a cache alone', async () => {
    const account = new FakeAccount()
    account.databases = [switched(CLUSTER)]
    account.instances = []
    account.caches = [CACHE]
    expect(await refusal(account, { kind: 'zone.lose', zone: 'a' })).to.equal('none')
  })

  it('say of tasks of ECS in a lost zone that they are cut off and not stopped', async () => {
    const account = new FakeAccount()
    account.services = [SERVICE]
    const [target] = await resolve(account, LOSE)
    expect(target?.precondition).to.match(/tasks of ECS there are cut off and not stopped: shop\/0a$/)
  })

  it('guard the groups that launch there as whatever else is hit', async () => {
    const account = new FakeAccount()
    account.groups = account.groups.map((group) => ({ ...group, tags: { ...group.tags, stage: 'live' } }))
    expect(await refusal(account, LOSE)).to.match(/service is protected by its tag stage=live/)
    account.groups = account.groups.map((group) => ({ ...group, tags: {} }))
    const expectedTargets = ['orders', 'i-0a', 'subnet-a']
    expect(await refusal(account, LOSE, { ...SETTINGS, expectedTargets })).to.equal('none')
    expect(await refusal(account, LOSE, { ...SETTINGS, expectedTargets: [...expectedTargets, 'service'] })).to.match(
      /service is expected to be hit, and would not be: it does not bear the tag/,
    )
    account.groups = new FakeAccount().groups
    expect(await refusal(account, LOSE, { ...SETTINGS, expectedTargets })).to.match(
      /service would be hit, and is not among the expected targets/,
    )
  })

  it('refuse when a wrong tag keeps an expected target out', async () => {
    const account = new FakeAccount()
    account.databases = [CLUSTER, { ...CLUSTER, id: 'billing', arn: 'arn:billing', tags: {} }]
    const expectedTargets = ['orders', 'arn:billing', 'i-0a', 'subnet-a']
    expect(await refusal(account, LOSE, { ...SETTINGS, expectedTargets })).to.match(
      /billing is expected to be hit, and would not be: it does not bear the tag blackstart:drillable/,
    )
  })

  it('are not begun without every alarm that is to stop them', async () => {
    const account = new FakeAccount()
    const plane = awsFaultPlane(account.reach({ ...SETTINGS, alarms: ['orders-down', 'shop-down'] }))
    const [target] = await plane.resolve(ISOLATE, 0)
    const error: unknown = await plane
      .inject({ ...target, drillId: 'test' } as never)
      .catch((thrown: unknown) => thrown)
    expect((error as Error).message).to.match(/the alarm 'shop-down' does not exist in eu-west-1/)
    expect(account.fis.asked).to.deep.equal([])
  })
})
