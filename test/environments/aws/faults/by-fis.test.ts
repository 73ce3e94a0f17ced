import { expect } from 'chai'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import type { ActionState } from '../../../../src/environments/aws/ports/fis.ts'
import type { Fault, IntendedInjection } from '../../../../src/model/fault.ts'
import { CLUSTER, FakeAccount, INSTANCE, intended, serviceError, switched } from '../fake-ports.ts'

const SETTINGS = { fisRole: 'arn:aws:iam::111122223333:role/fis', via: 'fis' } as const
const LOSE: Fault = { kind: 'zone.lose', of: 'primary' }

function action(name: string, status: string): ActionState {
  return { name, actionId: 'aws:network:disrupt-connectivity', startAfter: [], targets: [], status, reason: '' }
}

describe('a fault that FIS injects', () => {
  const prepared = async (account: FakeAccount, fault: Fault = LOSE) => {
    const plane = awsFaultPlane(account.reach(SETTINGS))
    const [target] = await plane.resolve(fault, 0)
    return { plane, target: intended(target) }
  }
  const errorOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return error === undefined ? 'none' : `${(error as Error).name}: ${(error as Error).message}`
  }

  it('is previewed, then started under a token of its own; tagged, guarded by alarms, and named by ARNs alone', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    expect(account.fis.asked).to.deep.equal([
      'create EXT1',
      'skip-all EXT1 test-1-1-preview',
      'run-all EXT1 test-1-1-run',
    ])
    const template = account.fis.created.get('EXT1')
    expect(template?.stopConditions).to.deep.equal([
      { source: 'aws:cloudwatch:alarm', value: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-down' },
    ])
    expect(template?.experimentOptions.emptyTargetResolutionMode).to.equal('fail')
    expect(template?.tags).to.deep.equal({ 'blackstart:drill': 'test', 'blackstart:injection': '1' })
    const targets = Object.values(template?.targets ?? {})
    expect(targets.flatMap(({ resourceArns }) => resourceArns)).to.deep.equal([
      INSTANCE.arn,
      'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:1:autoScalingGroupName/service',
      'arn:aws:rds:eu-west-1:111122223333:cluster:orders',
      'arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-a',
    ])
    expect((await plane.verify(target)).text).to.match(/^EXP2 is running: Stop-Instances running/)
  })

  it('is not started when the preview finds less, or more, than the guards have seen', async () => {
    for (const [hidden, further, text] of [
      [['arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-a'], [], /does not find .*subnet-a/],
      [[], ['arn:other'], /would also hit arn:other/],
    ] as const) {
      const account = new FakeAccount()
      Object.assign(account.fis, { hidden, further })
      const { plane, target } = await prepared(account)
      expect(await errorOf(plane.inject(target)))
        .to.match(/^TargetMovedError/)
        .and.to.match(text)
      expect(account.fis.asked.filter((asked) => asked.startsWith('run-all'))).to.deep.equal([])
    }
  })

  const unseen: readonly (readonly [Fault, RegExp])[] = [
    [LOSE, /i-0a is running, orders shows nothing of a failover, subnet-a has no network ACL of FIS/],
    [{ kind: 'zone.isolate', of: 'primary' }, /Cut-Off running; but subnet-a has no network ACL of FIS/],
    [{ kind: 'region.isolate', region: 'primary' }, /subnet-a has no network ACL of FIS, subnet-b has no/],
    [{ kind: 'instance.stop', role: 'service' }, /but i-0a is running/],
    [{ kind: 'database.failover' }, /but orders shows nothing of a failover/],
  ]
  for (const [fault, text] of unseen) {
    it(`is not proven by the word of FIS where nothing else shows it: ${fault.kind}`, async () => {
      const account = new FakeAccount()
      const { plane, target } = await prepared(account, fault)
      account.dropEffects = true
      await plane.inject(target)
      const proof = await plane.verify(target)
      expect([proof.holds, text.test(proof.text)], proof.text).to.deep.equal([false, true])
      const other = new FakeAccount()
      const seen = await prepared(other, fault)
      await seen.plane.inject(seen.target)
      expect(await seen.plane.verify(seen.target))
        .to.include({ holds: true })
        .and.not.to.have.property('hearsay')
    })
  }

  it('is not proven, and has not held, when RDS gives up the failover that FIS has asked for', async () => {
    for (const fault of [LOSE, { kind: 'database.failover' }] as const) {
      const account = new FakeAccount()
      const { plane, target } = await prepared(account, fault)
      await plane.inject(target)
      expect((await plane.verify(target)).holds).to.equal(true)
      expect((await plane.held?.(target))?.holds).to.equal(true)
      const message = 'Abandoning user requested failover since a failover recently occurred on the database instance.'
      account.events = [{ source: 'orders', at: new Date(), message }]
      for (const looked of [await plane.verify(target), await plane.held?.(target)]) {
        expect(looked).to.include({ holds: false })
        expect(looked?.text).to.match(/but RDS did not do it: Abandoning/)
      }
    }
  })

  it('has not held when somebody has put back what FIS says that it does', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    account.cut.clear()
    expect((await plane.held?.(target))?.text).to.match(/but subnet-a has no network ACL of FIS/)
    account.cut.add('subnet-a')
    account.instances = account.instances.map((one) => ({ ...one, state: 'running' }))
    expect((await plane.held?.(target))?.text).to.match(/but i-0a is running/)
  })

  it('is not begun when its writer is another one by now', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    account.databases = [switched(CLUSTER)]
    expect(await errorOf(plane.inject(target))).to.match(/^TargetMovedError: orders is available, its writer is db-b/)
    expect(account.fis.asked).to.deep.equal([])
  })

  it('is refused where FIS has cut the subnets off already, and is not undone while it has', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    account.cut.add('subnet-a')
    expect(await errorOf(prepared(account))).to.match(/^RefusedError: subnet-a already has a network ACL of FIS/)
    const { holds, text } = await plane.undone(target)
    expect([holds, text]).to.deep.equal([false, 'subnet-a may still have a network ACL of FIS'])
  })

  const states = [
    ['failed', { error: 'AccessDenied at Stop-Instances' }, /has failed: AccessDenied/],
    ['cancelled', {}, /safety lever/],
    ['stopped', {}, /an alarm guards it/],
    ['running', { actions: [action('Cut-Off', 'running'), action('Stop', 'failed')] }, /is running, and Stop failed/],
    ['completed', { actions: [action('Cut-Off', 'skipped')] }, /skipped, so it was not exercised/],
  ] as const
  for (const [status, more, text] of states) {
    it(`is not proven when the experiment is ${status}${'actions' in more ? ' with skipped actions' : ''}`, async () => {
      const account = new FakeAccount()
      account.fis.begins = { status, reason: '', ...more }
      const { plane, target } = await prepared(account)
      await plane.inject(target)
      const proof = await plane.verify(target)
      expect([proof.holds, text.test(proof.text)], proof.text).to.deep.equal([false, true])
    })
  }

  it('is undone with the ledger alone: stopped by its tags, its template removed, its instances started again', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    account.instances = account.instances.map((one) => (one.id === 'i-0a' ? { ...one, state: 'stopped' } : one))
    account.groups = account.groups.map((group) => ({ ...group, inService: ['i-0b'] }))
    account.onAct = (what) => {
      if (what === 'start i-0a') account.instances = [INSTANCE]
    }
    const rescuer = awsFaultPlane(account.reach(SETTINGS))
    const again = JSON.parse(JSON.stringify(target)) as IntendedInjection
    await rescuer.undo(again)
    expect(account.fis.asked.slice(3)).to.deep.equal(['stop EXP2', 'delete EXT1'])
    expect(account.asked).to.deep.equal(['start i-0a'])
    expect((await rescuer.undone(again)).holds).to.equal(true)
    await rescuer.undo(again)
    expect(account.fis.asked.slice(5)).to.deep.equal([])
  })

  it('is not undone while an instance stands still', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    account.instances = account.instances.map((one) => ({ ...one, state: 'stopped' }))
    account.groups = account.groups.map((group) => ({ ...group, inService: [] }))
    await plane.undo(target)
    expect(await plane.undone(target)).to.include({ holds: false, text: 'i-0a (stopped) do not run again' })
  })

  it('is not undone while an instance is only on its way up: it may fall back', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    account.instances = account.instances.map((one) => ({ ...one, state: 'stopped' }))
    account.groups = account.groups.map((group) => ({ ...group, inService: [] }))
    account.onAct = (what) => {
      if (what === 'start i-0a') account.instances = account.instances.map((one) => ({ ...one, state: 'pending' }))
    }
    await plane.undo(target)
    expect(await plane.undone(target)).to.include({ holds: false, text: 'i-0a (pending) do not run again' })
    account.instances = account.instances.map((one) => ({ ...one, state: 'stopped' }))
    await plane.undo(target)
    expect(account.asked).to.deep.equal(['start i-0a', 'start i-0a'])
    account.instances = account.instances.map((one) => ({ ...one, state: 'running' }))
    expect((await plane.undone(target)).holds).to.equal(true)
  })

  it('was never asked for when its intent was all that there was: what stands still others have stopped', async () => {
    const account = new FakeAccount()
    account.groups = []
    const { plane, target } = await prepared(account)
    account.instances = account.instances.map((one) => ({ ...one, state: 'stopped' }))
    await plane.undo(target)
    expect((await plane.undone(target)).text).to.equal('FIS was never asked')
    account.fis.onStart = ({ mode }) => {
      if (mode === 'run-all') throw serviceError('ConflictException', 409)
    }
    account.fis.begins = { status: 'cancelled', reason: '', actions: [] }
    await plane.inject(target).catch(() => {})
    await plane.undo(target)
    expect(account.asked, 'a preview stops nothing either').to.deep.equal([])
  })

  it('has nothing started that somebody else has stopped when it was over', async () => {
    const account = new FakeAccount()
    account.groups = []
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    const { actions } = await account.fis.get('EXP2')
    const endedAt = new Date('2026-11-21T10:00:00Z')
    account.fis.becomes('EXP2', {
      status: 'completed',
      actions: actions.map((one) => ({ ...one, status: 'completed', endedAt })),
    })
    const stopped = (text: string) => () =>
      (account.instances = account.instances.map((one) =>
        one.id === 'i-0a' ? { ...one, state: 'stopped', stoppedAt: new Date(text) } : one,
      ))
    account.cut.clear()
    stopped('2026-11-21T22:00:00Z')()
    await plane.undo(target)
    expect([account.asked, (await plane.undone(target)).holds]).to.deep.equal([[], true])
    stopped('2026-11-21T09:50:00Z')()
    await plane.undo(target)
    expect(account.asked, 'and what it has stopped is').to.deep.equal(['start i-0a'])
  })

  it('is not begun twice by a lost answer', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    account.fis.onStart = ({ mode }) => {
      if (mode === 'run-all') throw new Error('socket hang up')
    }
    await plane.inject(target)
    expect(account.fis.asked.filter((asked) => asked.startsWith('run-all'))).to.have.length(1)
  })

  it('can be a failover, which reboots an instance only with force', async () => {
    const account = new FakeAccount()
    account.databases = account.databases.map((group) => ({ ...group, kind: 'instance' }))
    const { plane, target } = await prepared(account, { kind: 'database.failover' })
    await plane.inject(target)
    expect(account.asked).to.deep.equal([])
    expect(account.fis.created.get('EXT1')?.actions['Failover']).to.deep.equal({
      actionId: 'aws:rds:reboot-db-instances',
      parameters: { forceFailover: 'true' },
      targets: { DBInstances: 'Failover' },
    })
  })

  it('needs a role, and subnets that may be drilled', async () => {
    const account = new FakeAccount()
    expect(await errorOf(awsFaultPlane(account.reach()).resolve(LOSE, 0))).to.match(/RefusedError.*fisRole/)
    account.subnets = account.subnets.map((subnet) => ({ ...subnet, tags: {} }))
    expect(await awsFaultPlane(account.reach(SETTINGS)).resolve(LOSE, 0)).to.deep.equal([])
  })

  it('lasts no longer than the drill may, and names no more than five resources in one target', async () => {
    const account = new FakeAccount()
    account.instances = Array.from({ length: 7 }, (_, index) => ({
      ...INSTANCE,
      id: `i-${index}`,
      arn: `arn:i-${index}`,
    }))
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    const template = account.fis.created.get('EXT1')
    expect(template?.actions['Cut-Off']?.parameters).to.deep.equal({ duration: 'PT1M', scope: 'all' })
    const counts = ['Stop-Instances', 'Stop-Instances-2'].map((name) => template?.targets[name]?.resourceArns.length)
    expect(counts).to.deep.equal([5, 2])
  })

  it('is not begun by a preview whose actions were not skipped, whatever mode it says', async () => {
    for (const previewDoes of ['completed', 'running']) {
      const account = new FakeAccount()
      account.fis.previewDoes = previewDoes
      const { plane, target } = await prepared(account)
      expect(await errorOf(plane.inject(target)))
        .to.match(/^NotAPreviewError: .*EXP1 says that it is one, and Stop-Instances is/)
        .and.to.match(/Nothing may be drilled/)
      expect(account.fis.asked.filter((asked) => asked.startsWith('run-all'))).to.deep.equal([])
    }
  })

  it('is stopped at once when it hits what its preview has not shown', async () => {
    const account = new FakeAccount()
    account.fis.surprises = ['arn:other']
    const { plane, target } = await prepared(account)
    expect(await errorOf(plane.inject(target)))
      .to.match(/^TargetMovedError: of EXP2, FIS would also hit arn:other/)
      .and.to.match(/it was stopped at once and is stopped/)
    expect(account.fis.asked).to.include('stop EXP2')
  })

  it('has another token in another epoch: what was begun before is not taken for what begins now', async () => {
    const account = new FakeAccount()
    account.dropEffects = true
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    await plane.inject({ ...target, epoch: 2 })
    expect(account.fis.asked.filter((asked) => asked.startsWith('run-all'))).to.have.length(2)
    expect(new Set(account.fis.asked.slice(1)).size).to.equal(5)
  })

  it('is proven although one look at it was throttled', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    const throttled = failingOnce(account, serviceError('ThrottlingException', 429))
    expect(await plane.verify(target)).to.include({ holds: true })
    expect(throttled()).to.equal(true)
  })

  const ends = [
    ['running', LOSE, true, /is running/],
    ['stopped', LOSE, false, /is stopped before its time: an alarm/],
    ['completed', LOSE, false, /is over before it was undone/],
    ['completed', { ...LOSE, kind: 'zone.isolate', for: '1m' }, true, /is completed/],
    ['completed', { kind: 'database.failover' }, true, /is completed/],
  ] as const
  for (const [status, fault, holds, text] of ends) {
    const how = 'for' in fault ? ', for as long as the scenario says' : ''
    it(`${holds ? 'has' : 'has not'} held until its undo when ${fault.kind} is ${status} by then${how}`, async () => {
      const account = new FakeAccount()
      const { plane, target } = await prepared(account, fault)
      await plane.inject(target)
      account.fis.becomes('EXP2', { status, reason: 'an alarm' })
      const held = await plane.held?.(target)
      expect([held?.holds, text.test(held?.text ?? '')], held?.text).to.deep.equal([holds, true])
    })
  }

  it('has not held when one of its actions has failed later', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    account.fis.becomes('EXP2', { actions: [action('Cut-Off', 'running'), action('Stop', 'failed')], reason: 'denied' })
    expect(await plane.held?.(target)).to.include({ holds: false, text: 'EXP2 is running, and Stop failed: denied' })
  })

  it('is said to be unseen, not unbegun, where nobody may look', async () => {
    const account = new FakeAccount()
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    failingOnce(account, serviceError('AccessDeniedException', 403))
    const { holds, text } = await plane.verify(target)
    expect([holds, text]).to.deep.equal([
      false,
      'FIS took the request, and what it does could not be looked at: ' +
        'AccessDeniedException (permission is missing: `blackstart iam` prints the policy)',
    ])
  })

  it('is stopped although another of its experiments cannot be; what may act is stopped first', async () => {
    const account = new FakeAccount()
    account.dropEffects = true
    const { plane, target } = await prepared(account)
    await plane.inject(target)
    await plane.inject({ ...target, epoch: 2 })
    account.fis.unstoppable.add('EXP2')
    account.fis.asked.length = 0
    const hasty = awsFaultPlane({ ...account.reach(SETTINGS), stopsWithinMs: 20 })
    expect(await errorOf(hasty.undo(target))).to.match(/EXP2 is running \(.*it does not let itself be stopped\)/)
    expect(account.fis.asked).to.deep.equal(['stop EXP2', 'stop EXP4', 'delete EXT1', 'delete EXT2'])
    expect(await plane.undone(target)).to.include({ holds: false, text: 'EXP2 is running' })
  })

  it('is stopped by hand with one line, which also starts what it has stopped', async () => {
    const { plane, target } = await prepared(new FakeAccount())
    const list =
      `aws fis list-experiments --query "experiments[?tags.\\"blackstart:drill\\"=='test'&&(state.status=='pending'||` +
      `state.status=='initiating'||state.status=='running'||state.status=='stopping')].id" --output text --region eu-west-1`
    expect(plane.byHand?.(target)?.split('; ').join('\n')).to.equal(
      [
        `running() { ${list}`,
        '}',
        'for id in $(running)',
        'do aws fis stop-experiment --id "$id" --region eu-west-1',
        'done',
        'while [ -n "$(running)" ]',
        'do sleep 5',
        'done',
        'for try in 1 2 3 4 5 6 7 8 9',
        'do aws ec2 start-instances --instance-ids i-0a --region eu-west-1 && break',
        'sleep 20',
        'done',
      ].join('\n'),
    )
  })

  it('is stopped by hand as whoever the profile names, blanks and all', async () => {
    const { target } = await prepared(new FakeAccount())
    const plane = awsFaultPlane(new FakeAccount().reach({ ...SETTINGS, profile: 'our drills' }))
    expect(plane.byHand?.(target)).to.include(`--region eu-west-1 --profile 'our drills'`)
  })

  it('takes the zone of the one primary: a replica is none, and of two the zone must be named', async () => {
    const account = new FakeAccount()
    const arn = 'arn:aws:rds:eu-west-1:111122223333:db:reads'
    const member = { id: 'reads', writer: true, status: 'available', zone: 'eu-west-1b', address: '' }
    const other = { ...CLUSTER, kind: 'instance' as const, id: 'reads', arn, members: [member] }
    account.databases = [{ ...other, replica: true }, CLUSTER]
    const plane = awsFaultPlane(account.reach(SETTINGS))
    const [target] = await plane.resolve(LOSE, 0)
    expect(target?.identity['zone']).to.equal('eu-west-1a')
    account.databases = [other, CLUSTER]
    expect(await errorOf(plane.resolve(LOSE, 0))).to.match(/^NoTargetError: primaries stand in .*name the zone/)
  })
})

/** The next look at experiments fails. @returns whether it has */
function failingOnce({ fis }: FakeAccount, error: Error): () => boolean {
  const look = fis.experiments.bind(fis)
  let failed = false
  fis.experiments = async (tags) => {
    if (failed) return await look(tags)
    failed = true
    throw error
  }
  return () => failed
}
