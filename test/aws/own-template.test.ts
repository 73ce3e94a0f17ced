import { expect } from 'chai'
import { awsFaultPlane } from '../../src/environments/aws/faults/fault-plane.ts'
import type { ExperimentTemplate } from '../../src/environments/aws/ports/fis.ts'
import { exercised, localReach } from '../support/aws/account.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

const SUBNET = 'arn:aws:ec2:eu-west-1:000000000000:subnet/subnet-0b1ac0000000a0001'
const TEMPLATE: ExperimentTemplate = {
  description: "a team's own",
  roleArn: 'arn:aws:iam::000000000000:role/blackstart-fis',
  stopConditions: [
    { source: 'aws:cloudwatch:alarm', value: 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:blackstart-lab-guard' },
  ],
  actions: {
    cut: {
      actionId: 'aws:network:disrupt-connectivity',
      parameters: { duration: 'PT1M', scope: 'all' },
      targets: { Subnets: 'zone' },
    },
    pause: { actionId: 'aws:fis:wait', parameters: { duration: 'PT1M' }, startAfter: ['cut'] },
  },
  targets: { zone: { resourceType: 'aws:ec2:subnet', resourceArns: [SUBNET], selectionMode: 'ALL' } },
  experimentOptions: { accountTargeting: 'single-account', emptyTargetResolutionMode: 'fail' },
  tags: { 'blackstart:drillable': 'true' },
}

describe("a team's own experiment, on local endpoints", () => {
  let aws: LocalEndpoints
  beforeEach(async () => void (aws = await new LocalEndpoints().listen()))
  afterEach(() => aws.close())

  const faultOf = async (template: ExperimentTemplate) => {
    const fis = await localReach(aws).ports.fis()
    return { kind: 'fis', templateId: await fis.createTemplate(template, 'a-team') } as const
  }

  it('is read whole, previewed, begun, proven with an action still to come, and stopped', async () => {
    const fault = await faultOf(TEMPLATE)
    const compute = await localReach(aws).ports.compute()
    const here = (await compute.instances()).filter(({ zone }) => zone === 'eu-west-1a').map(({ id }) => id)
    const plane = awsFaultPlane(localReach(aws, { expectedTargets: [SUBNET, 'blackstart-lab', ...here] }))
    const { intended, proof, undone } = await exercised(plane, fault)
    expect(intended.precondition).to.match(/does aws:network:disrupt-connectivity, aws:fis:wait \(pause, after cut\)/)
    expect([proof.holds, undone.holds], `${proof.text}; ${undone.text}`).to.deep.equal([true, true])
    expect(proof.text).to.match(/cut running, pause pending/)
    expect(aws.lab.done).to.deep.equal(['cut a', 'open a'])
  })

  it('is refused while it would hit at random, or what stands in its subnets was not expected', async () => {
    const random = await faultOf({
      ...TEMPLATE,
      targets: { zone: { resourceType: 'aws:ec2:subnet', resourceArns: [SUBNET], selectionMode: 'COUNT(1)' } },
    })
    const plane = awsFaultPlane(localReach(aws, { expectedTargets: [SUBNET] }))
    const refusal = async (fault: typeof random): Promise<string> =>
      await plane.resolve(fault, 0).then(
        () => 'none',
        (error: unknown) => (error as Error).message,
      )
    expect(await refusal(random)).to.match(/the target zone of .* is chosen anew by COUNT\(1\)/)
    const fis = await localReach(aws).ports.fis()
    const whole = await fis.createTemplate(TEMPLATE, 'another')
    expect(await refusal({ ...random, templateId: whole })).to.match(
      /i-\w+ would be hit, and is not among the expected/,
    )
    expect(aws.lab.done).to.deep.equal([])
  })
})
