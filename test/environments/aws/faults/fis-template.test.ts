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
    stopConditions: [{ source: 'aws:cloudwatch:alarm', value: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x' }],
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
    expect([target.component, target.alsoHits]).to.deep.equal(['EXT1', ['service-a-1']])
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
    expect(await refusal({}, {})).to.match(/expectedTargets/)
    expect(await refusal({})).to.equal('none')
  })
})
