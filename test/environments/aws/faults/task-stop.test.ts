import { expect } from 'chai'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import type { AwsSettings } from '../../../../src/environments/aws/settings.ts'
import type { InstanceTerminate, ResolvedTarget } from '../../../../src/model/fault.ts'
import { DRILLABLE, FakeAccount, INSTANCE, intended, SERVICE, taskIn } from '../fake-ports.ts'

const FAULT: InstanceTerminate = { kind: 'instance.terminate', role: 'service' }
const REASON = 'Blackstart: drill test, injection 1'

describe('the stop of a task of ECS', () => {
  let account: FakeAccount

  beforeEach(() => {
    account = new FakeAccount()
    account.instances = []
    account.services = [SERVICE]
  })

  const resolve = (
    fault: Partial<InstanceTerminate> = {},
    settings: Partial<AwsSettings> = {},
  ): Promise<readonly ResolvedTarget[]> => awsFaultPlane(account.reach(settings)).resolve({ ...FAULT, ...fault }, 0)
  const refusal = async (settings: Partial<AwsSettings> = {}): Promise<string> =>
    await resolve({}, settings).then(
      () => 'none',
      (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
    )
  const names = async (fault: Partial<InstanceTerminate>): Promise<string[]> =>
    (await resolve(fault)).map(({ component }) => component)

  it('is of so many tasks as are asked for, in a zone if one is named, or of none', async () => {
    expect(await names({ count: 2 })).to.deep.equal(['shop/0a', 'shop/0b'])
    expect(await names({ zone: 'b' })).to.deep.equal(['shop/0b'])
    expect(await names({ count: 3 })).to.deep.equal([])
    const [target] = await resolve()
    expect(target).to.deep.include({
      reversal: 'replaced-by-system',
      precondition: 'shop/0a runs since 2026-11-21T10:00:00.000Z in eu-west-1a, a task of the service shop',
    })
  })

  it('takes none while an instance of a group may be terminated', async () => {
    account.instances = [INSTANCE]
    expect(await names({})).to.deep.equal(['service/i-0a'])
  })

  it('takes none that is on its way, and none of a service that replaces nothing', async () => {
    const tasks = [taskIn('a', { status: 'PENDING' }), taskIn('b', { desired: 'STOPPED' })]
    account.services = [{ ...SERVICE, tasks }]
    expect(await names({})).to.deep.equal([])
    account.services = [{ ...SERVICE, status: 'DRAINING' }]
    expect(await refusal()).to.match(/^NoTargetError: .*'shop' would replace nothing, for it is DRAINING/)
  })

  it('is refused where the service or the task itself lacks the opt-in tag, or bears a protected one', async () => {
    account.services = [{ ...SERVICE, tasks: [taskIn('a', { tags: {} })] }]
    expect(await refusal()).to.match(/^RefusedError: .*shop\/0a does not bear the opt-in tag/)
    account.services = [{ ...SERVICE, tags: { ...DRILLABLE, stage: 'live' } }]
    expect(await refusal({ protectedTags: [{ key: 'stage', value: 'live' }] })).to.match(/shop is protected by its tag/)
  })

  it('is expected by the name or the ARN of its service, for nobody knows a task beforehand', async () => {
    for (const expected of [SERVICE.name, SERVICE.arn]) {
      expect(await refusal({ expectedTargets: [expected] })).to.equal('none')
    }
    expect(await refusal({ expectedTargets: ['other'] })).to.match(/shop would be hit, and is not among the expected/)
  })

  it('is asked for once, with its reason, and hits the task that was targeted and no other', async () => {
    const plane = awsFaultPlane(account.reach())
    const target = intended((await plane.resolve(FAULT, 0))[0])
    await plane.inject(target)
    expect(account.asked).to.deep.equal([`stop 0a for '${REASON}'`])
    for (const services of [[], [{ ...SERVICE, tasks: [taskIn('b')] }]]) {
      account.services = services
      const error: unknown = await plane.inject(target).catch((thrown: unknown) => thrown)
      expect((error as Error).name).to.equal('TargetMovedError')
    }
    expect(account.asked).to.have.length(1)
  })

  it('happened between the last look at which the task ran and the one at which it had ended', async () => {
    const reach = { ...account.reach(), lateMs: 5_000 }
    const plane = awsFaultPlane(reach)
    const target = intended((await plane.resolve(FAULT, 0))[0])
    const onWay = (more: object) => {
      account.services = [{ ...SERVICE, tasks: [taskIn('b')] }]
      account.stopped = [taskIn('a', { desired: 'STOPPED', ...more })]
    }
    let drainingNs = 0n
    let endedNs = 0n
    account.onAct = () => {
      onWay({ status: 'DEACTIVATING' })
      drainingNs = process.hrtime.bigint()
      setTimeout(() => {
        onWay({ status: 'STOPPED', stoppedFor: REASON })
        endedNs = process.hrtime.bigint()
      }, 30)
    }
    const { askedNs, returnedNs } = await plane.inject(target)
    expect(BigInt(askedNs) <= drainingNs && BigInt(returnedNs) >= endedNs).to.equal(true)
    expect((await plane.verify(target)).holds).to.equal(true)
  })

  it('is proven by a task that has ended for this drill: not by one that is on its way, nor for another reason', async () => {
    const plane = awsFaultPlane(account.reach())
    const target = intended((await plane.resolve(FAULT, 0))[0])
    account.services = [{ ...SERVICE, running: 1, tasks: [taskIn('b')] }]
    const ended = (more: object) => (account.stopped = [taskIn('a', { desired: 'STOPPED', ...more })])
    const proof = async (): Promise<readonly [boolean, string]> => {
      const { holds, text } = await plane.verify(target)
      return [holds, text]
    }
    ended({ status: 'STOPPED', stoppedFor: 'Task failed ELB health checks' })
    expect(await proof()).to.deep.equal([
      false,
      "shop/0a is STOPPED: not for this drill, but for 'Task failed ELB health checks'",
    ])
    ended({ status: 'DEACTIVATING', stoppedFor: REASON })
    setTimeout(() => ended({ status: 'DEPROVISIONING', stoppedFor: REASON, endedAt: new Date() }), 20)
    expect(await proof()).to.deep.equal([true, 'shop/0a is DEPROVISIONING, as this drill asked'])
    expect((await plane.undone({ ...target, identity: { ...target.identity } })).text).to.equal(
      'shop/0a is DEPROVISIONING; 1 of 2 tasks of shop run',
    )
  })
})
