import { expect } from 'chai'
import { watchersOf } from '../../src/environments/aws/events/watchers.ts'
import { experimentWatcher } from '../../src/environments/aws/events/experiments.ts'
import { localReach } from '../support/aws/account.ts'
import { callFis, endedExperiment } from '../support/aws/fis-calls.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

/** In the middle of an outage a team's own automation needs the same quota of questions. */
describe('one look at a whole account', () => {
  let aws: LocalEndpoints
  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
  })
  afterEach(() => aws.close())

  /** What is asked for a second time: the first look finds out what there is. */
  const askedBy = async (look: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> => {
    await look()
    const before = (await aws.calls()).length
    await look()
    const asked: Record<string, number> = {}
    for (const { action, region } of (await aws.calls()).slice(before)) {
      const key = `${region} ${action}`
      asked[key] = (asked[key] ?? 0) + 1
    }
    return asked
  }

  it('asks everything once, in two regions', async () => {
    // How far replicas are behind is looked at more seldom, by a clock.
    const watchers = watchersOf(localReach(aws), new Date()).filter(({ name }) => name !== 'replica lag')
    const asked = await askedBy(() => Promise.all(watchers.map((watcher) => watcher.look())))
    expect(asked).to.deep.equal({
      'eu-west-1 rds:DescribeDBClusters': 1,
      'eu-west-1 rds:DescribeDBInstances': 1,
      'eu-west-1 rds:DescribeEvents': 1,
      'eu-west-1 ec2:DescribeInstances': 1,
      'eu-west-1 autoscaling:DescribeAutoScalingGroups': 1,
      'eu-west-1 autoscaling:DescribeScalingActivities': 1,
      'eu-west-1 elasticloadbalancing:DescribeTargetHealth': 1,
      'eu-west-1 cloudwatch:DescribeAlarmHistory': 1,
      'eu-central-1 rds:DescribeDBClusters': 1,
      'eu-central-1 rds:DescribeDBInstances': 1,
      'eu-central-1 rds:DescribeEvents': 1,
    })
  })

  it('asks for no experiment again that is over', async () => {
    const template = {
      clientToken: 'one',
      description: 'a test',
      roleArn: 'arn:aws:iam::000000000000:role/theirs',
      stopConditions: [{ source: 'none' }],
      actions: { wait: { actionId: 'aws:fis:wait', parameters: { duration: 'PT1M' } } },
      targets: {},
    }
    const { experimentTemplate } = (await callFis(aws, 'POST', '/experimentTemplates', template)).body
    const tags = { 'blackstart:drill': 'd' }
    const start = { experimentTemplateId: experimentTemplate.id, tags }
    const preview = { ...start, clientToken: 'two', experimentOptions: { actionsMode: 'skip-all' } }
    await endedExperiment(aws, (await callFis(aws, 'POST', '/experiments', preview)).body.experiment.id)
    await callFis(aws, 'POST', '/experiments', { ...start, clientToken: 'three' })
    const watcher = experimentWatcher(localReach(aws), tags)
    expect(await askedBy(() => watcher.look())).to.deep.equal({
      'eu-west-1 fis:ListExperiments': 1,
      'eu-west-1 fis:GetExperiment': 1,
    })
  })
})
