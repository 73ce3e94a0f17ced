import { expect } from 'chai'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import type { AwsSettings } from '../../../../src/environments/aws/settings.ts'
import type { Fault } from '../../../../src/model/fault.ts'
import { DRILLABLE, FakeAccount, INSTANCE, intended } from '../fake-ports.ts'

const FAULT: Fault = { kind: 'fis', templateId: 'EXT1' }
const EXPECTED: Partial<AwsSettings> = { expectedTargets: [INSTANCE.arn] }

/** An account with one template that somebody has made. */
function accountWith(resourceArns: readonly string[], more: object = {}): FakeAccount {
  const account = new FakeAccount()
  account.fis.created.set('EXT1', {
    description: 'ours',
    roleArn: 'arn:aws:iam::111122223333:role/fis',
    stopConditions: [
      { source: 'aws:cloudwatch:alarm', value: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-down' },
    ],
    actions: { stop: { actionId: 'aws:ec2:stop-instances', targets: { Instances: 'some' } } },
    targets: { some: { resourceType: 'aws:ec2:instance', resourceArns, selectionMode: 'ALL' } },
    experimentOptions: { accountTargeting: 'single-account', emptyTargetResolutionMode: 'fail' },
    tags: DRILLABLE,
    ...more,
  })
  return account
}

describe("a team's own experiment", () => {
  const errorOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return error === undefined ? 'none' : `${(error as Error).name}: ${(error as Error).message}`
  }

  it('is previewed and run, hits what was expected, and stays when it is undone', async () => {
    const account = accountWith([INSTANCE.arn])
    const plane = awsFaultPlane(account.reach(EXPECTED))
    const target = intended((await plane.resolve(FAULT, 0))[0])
    expect([target.component, target.alsoHits]).to.deep.equal(['EXT1', ['service/i-0a']])
    await plane.inject(target)
    expect((await plane.verify(target)).holds).to.equal(true)
    await plane.undo(target)
    expect(account.fis.asked).to.deep.equal([
      'skip-all EXT1 test-1-1-preview',
      'run-all EXT1 test-1-1-run',
      'stop EXP2',
    ])
    expect((await plane.undone(target)).holds).to.equal(true)
  })

  it('is not begun when its preview finds nothing, or something that nobody expected', async () => {
    for (const [arns, text] of [
      [[], /finds nothing/],
      [[INSTANCE.arn, 'arn:other'], /would hit arn:other/],
    ] as const) {
      const account = accountWith(arns)
      const plane = awsFaultPlane(account.reach(EXPECTED))
      const target = intended((await plane.resolve(FAULT, 0))[0])
      expect(await errorOf(plane.inject(target)))
        .to.match(/^TargetMovedError/)
        .and.to.match(text)
      expect(account.fis.asked.filter((asked) => asked.startsWith('run-all'))).to.deep.equal([])
    }
  })

  it('is refused without the opt-in tag, without an alarm, and while nobody says what it may hit', async () => {
    const refusal = (more: object, settings: Partial<AwsSettings> = EXPECTED): Promise<string> =>
      errorOf(awsFaultPlane(accountWith([INSTANCE.arn], more).reach(settings)).resolve(FAULT, 0))
    expect(await refusal({ tags: {} })).to.match(/opt-in tag/)
    expect(await refusal({ stopConditions: [{ source: 'none' }] })).to.match(/stop condition 'none'/)
    const another = { source: 'aws:cloudwatch:alarm', value: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x' }
    expect(await refusal({ stopConditions: [another] })).to.match(/the alarm 'orders-down' does not stop/)
    expect(await refusal({}, {})).to.match(/expectedTargets/)
    expect(await refusal({})).to.equal('none')
  })

  it('that terminates an instance which nobody would replace is refused; it promises no end by itself', async () => {
    const terminate = { actions: { T: { actionId: 'aws:ec2:terminate-instances', targets: { Instances: 'some' } } } }
    const account = accountWith([INSTANCE.arn], terminate)
    const plane = awsFaultPlane(account.reach(EXPECTED))
    expect((await plane.resolve(FAULT, 0))[0]?.reversal).to.equal('replaced-by-system')
    account.instances = account.instances.map(({ group: _group, ...instance }) => instance)
    expect(await errorOf(plane.resolve(FAULT, 0))).to.match(/RefusedError: .* is of no auto-scaling group/)
  })

  it('is refused where a preview would not show what it hits, or nobody could tell whether that may be hit', async () => {
    const some = { resourceType: 'aws:ec2:instance', resourceArns: [INSTANCE.arn], selectionMode: 'ALL' }
    const stop = { actionId: 'aws:ec2:stop-instances', targets: { Instances: 'some' } }
    const wait = { actionId: 'aws:fis:wait', parameters: { duration: 'PT5M' } }
    const options = { accountTargeting: 'single-account', emptyTargetResolutionMode: 'fail' }
    for (const [more, text] of [
      [{ targets: { some: { ...some, selectionMode: 'COUNT(1)' } } }, /some of EXT1 is chosen anew by COUNT\(1\)/],
      [{ targets: { some: { ...some, resourceType: 'aws:ecs:task' } } }, /is of aws:ecs:task, whose tags are not read/],
      [
        { actions: { stop, run: { actionId: 'aws:ssm:start-automation-execution' } } },
        /run of EXT1 .* names no target/,
      ],
      [{ actions: { wait, stop: { ...stop, startAfter: ['wait'] } } }, /nothing of EXT1 acts when it begins/],
      [{ experimentOptions: { ...options, accountTargeting: 'multi-account' } }, /hits several accounts/],
      [{ experimentOptions: { ...options, emptyTargetResolutionMode: 'skip' } }, /skips targets that find nothing/],
    ] as const) {
      const plane = awsFaultPlane(accountWith([INSTANCE.arn], more).reach(EXPECTED))
      expect(await errorOf(plane.resolve(FAULT, 0))).to.match(text)
    }
  })

  it('is guarded like any other fault: by the tags of what it may hit, and of what stands in its subnets', async () => {
    const account = accountWith([INSTANCE.arn])
    account.instances = [{ ...INSTANCE, tags: {} }]
    expect(await errorOf(awsFaultPlane(account.reach(EXPECTED)).resolve(FAULT, 0))).to.match(
      /RefusedError: i-0a does not bear the opt-in tag/,
    )
    const arn = 'arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-a'
    const cut = { actionId: 'aws:network:disrupt-connectivity', targets: { Subnets: 'some' } }
    const targets = { some: { resourceType: 'aws:ec2:subnet', resourceArns: [arn], selectionMode: 'ALL' } }
    const network = accountWith([], { actions: { cut }, targets })
    network.instances = [{ ...INSTANCE, id: 'i-live', tags: {} }]
    const plane = awsFaultPlane(network.reach({ expectedTargets: [arn] }))
    expect(await errorOf(plane.resolve(FAULT, 0))).to.match(/RefusedError: i-live does not bear the opt-in tag/)
  })

  it('is not begun when somebody has changed it since it was guarded', async () => {
    const account = accountWith([INSTANCE.arn])
    const plane = awsFaultPlane(account.reach(EXPECTED))
    const target = intended((await plane.resolve(FAULT, 0))[0])
    const { tags: _tags, ...changed } = account.fis.created.get('EXT1')!
    account.fis.created.set('EXT1', { ...changed, tags: DRILLABLE, roleArn: 'arn:aws:iam::111122223333:role/admin' })
    expect(await errorOf(plane.inject(target))).to.match(/^TargetMovedError: .*is not what it was/)
    expect(account.fis.asked).to.deep.equal([])
  })

  it('is not begun when one of its targets is not among those that were resolved', async () => {
    const more = { resourceType: 'aws:ec2:instance', resourceArns: [], selectionMode: 'ALL' }
    const account = accountWith([INSTANCE.arn])
    const template = account.fis.created.get('EXT1')!
    account.fis.created.set('EXT1', { ...template, targets: { ...template.targets, more } })
    const plane = awsFaultPlane(account.reach(EXPECTED))
    const target = intended((await plane.resolve(FAULT, 0))[0])
    expect(await errorOf(plane.inject(target))).to.match(/the target more of the experiment finds nothing/)
  })

  it('is proven when what is due has begun: an action that waits for another has its time still to come', async () => {
    const account = accountWith([INSTANCE.arn])
    const plane = awsFaultPlane(account.reach(EXPECTED))
    const target = intended((await plane.resolve(FAULT, 0))[0])
    const state = { reason: '', startAfter: [], targets: ['some'] }
    const stop = { ...state, name: 'stop', actionId: 'aws:ec2:stop-instances', status: 'running' }
    const wait = { ...state, name: 'wait', actionId: 'aws:fis:wait', status: 'running' }
    const then = { ...stop, name: 'then', status: 'pending', startAfter: ['wait'] }
    account.fis.begins = { status: 'running', reason: '', actions: [stop, wait, then] }
    await plane.inject(target)
    const proof = await plane.verify(target)
    expect([proof.holds, proof.text]).to.deep.equal([
      true,
      'EXP2 is running: stop running, wait running, then pending; i-0a is stopped',
    ])
  })

  it('is proven by its word alone where nobody else tells: then an outage has to bear it out', async () => {
    const actions = { reboot: { actionId: 'aws:ec2:reboot-instances', targets: { Instances: 'some' } } }
    const plane = awsFaultPlane(accountWith([INSTANCE.arn], { actions }).reach(EXPECTED))
    const target = intended((await plane.resolve(FAULT, 0))[0])
    await plane.inject(target)
    expect(await plane.verify(target)).to.include({ holds: true, hearsay: true })
  })

  it('has the instances that it has stopped started when it is undone, and no other', async () => {
    const account = accountWith([INSTANCE.arn])
    const plane = awsFaultPlane(account.reach(EXPECTED))
    const target = intended((await plane.resolve(FAULT, 0))[0])
    await plane.inject(target)
    account.instances = account.instances.map((one) => ({ ...one, state: 'stopped' }))
    account.groups = []
    await plane.undo(target)
    expect(account.asked).to.deep.equal(['start i-0a'])
  })
})
