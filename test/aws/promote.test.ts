import { expect } from 'chai'
import { handsNeeded } from '../../src/environments/aws/iam/by-hand.ts'
import { operatorPolicy } from '../../src/environments/aws/iam/operator.ts'
import { awayReach } from '../../src/environments/aws/promote/drilled-global.ts'
import { type Promotion, promoteSecondRegion, writingRegion } from '../../src/environments/aws/promote/promote.ts'
import { localReach } from '../support/aws/account.ts'
import { failure } from '../support/aws/failure.ts'
import { refusedOf } from '../support/aws/iam.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

const AWAY = 'eu-central-1'

describe('the promotion of the second region, on local endpoints', () => {
  let aws: LocalEndpoints
  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
  })
  afterEach(() => aws.close())

  const promote = (how: Promotion): Promise<string> => {
    const reach = localReach(aws)
    return promoteSecondRegion(reach, awayReach(reach), how)
  }

  for (const [how, input, action, lab] of [
    ['failover', 'PROMOTE', 'rds:FailoverGlobalCluster', 'region fail-over allow-data-loss'],
    ['switchover', 'SWITCH_OVER', 'rds:SwitchoverGlobalCluster', 'region fail-over switchover'],
  ] as const) {
    it(`is a ${how} of the lab, once, by the printed policy`, async () => {
      const reach = localReach(aws)
      expect(await writingRegion(awayReach(reach))).to.equal('eu-west-1')
      expect(await promote(how)).to.equal(AWAY)
      expect(await writingRegion(awayReach(reach))).to.equal(AWAY)
      expect((await failure(promote(how))).message).to.match(/eu-central-1 writes already/)
      expect(aws.lab.done).to.deep.equal([lab])

      const policy = operatorPolicy([], 'rds', reach.settings, handsNeeded([input]))
      const calls = await aws.calls()
      const acts = calls.filter(({ operation }) => !operation.startsWith('Describe'))
      expect(acts.map((call) => [call.action, call.resources])).to.deep.equal([
        [
          action,
          [
            'arn:aws:rds::000000000000:global-cluster:blackstart-lab-global',
            'arn:aws:rds:eu-central-1:000000000000:cluster:blackstart-lab',
          ],
        ],
      ])
      for (const call of calls) {
        expect(refusedOf(policy, call)).to.deep.equal([])
      }
    })
  }

  it('is not allowed by the printed policy where a tag is missing', async () => {
    const reach = localReach(aws)
    const policy = operatorPolicy([], 'rds', reach.settings, handsNeeded(['PROMOTE']))
    await promote('failover')
    const [act] = (await aws.calls()).filter(({ operation }) => operation === 'FailoverGlobalCluster')
    for (const kind of ['global-cluster', 'cluster']) {
      const asks = (act?.asks ?? []).map((ask) => (ask.resource.includes(`:${kind}:`) ? { ...ask, context: {} } : ask))
      expect(refusedOf(policy, { asks, principal: 'operator' })).to.have.length(1)
    }
  })

  it('asks nothing of the first region, but for a switchover whether that is well', async () => {
    await promote('failover')
    expect((await aws.calls()).map(({ region }) => region)).not.to.include('eu-west-1')
  })

  it('is refused by its tags, and says by name what the service refuses', async () => {
    await aws.misbehave({ untagged: true })
    expect((await failure(promote('failover'))).message).to.match(/and there are: none/)
    await aws.misbehave({ deny: ['rds:FailoverGlobalCluster'] })
    expect((await failure(promote('failover'))).name).to.match(/AccessDenied/)
    expect(aws.lab.done).to.deep.equal([])
  })
})
