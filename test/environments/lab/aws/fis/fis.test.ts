import {
  CreateExperimentTemplateCommand,
  FisClient,
  GetExperimentCommand,
  StartExperimentCommand,
} from '@aws-sdk/client-fis'
import { expect } from 'chai'
import { callFis, endedExperiment } from '../../../../support/aws/fis-calls.ts'
import { LocalEndpoints } from '../../../../support/aws/local-endpoints.ts'

const ROLE = 'arn:aws:iam::000000000000:role/blackstart-fis'
const CLUSTER = 'arn:aws:rds:eu-west-1:000000000000:cluster:blackstart-lab'
const GUARD = 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:blackstart-lab-guard'

const FAILOVER = {
  actions: { failover: { actionId: 'aws:rds:failover-db-cluster', targets: { Clusters: 'cluster' } } },
  targets: { cluster: { resourceType: 'aws:rds:cluster', resourceArns: [CLUSTER], selectionMode: 'ALL' } },
}
const WAIT = { actions: { wait: { actionId: 'aws:fis:wait', parameters: { duration: 'PT1M' } } }, targets: {} }

function zoneTarget(zone: string) {
  return {
    resourceType: 'aws:ec2:subnet',
    resourceTags: { 'blackstart:drillable': 'true' },
    filters: [{ path: 'AvailabilityZone', values: [zone] }],
    selectionMode: 'ALL',
  }
}

const CUT = {
  actions: {
    cut: {
      actionId: 'aws:network:disrupt-connectivity',
      parameters: { duration: 'PT2M', scope: 'all' },
      targets: { Subnets: 'zone' },
    },
  },
  targets: { zone: zoneTarget('eu-west-1a') },
}

describe('FIS of the AWS endpoints', () => {
  let aws: LocalEndpoints
  let tokens = 0

  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
  })
  afterEach(() => aws.close())

  const create = (content: object, options: object = {}) =>
    callFis(aws, 'POST', '/experimentTemplates', {
      clientToken: `template-${tokens++}`,
      description: 'a test',
      roleArn: ROLE,
      stopConditions: [{ source: 'aws:cloudwatch:alarm', value: GUARD }],
      ...content,
      ...options,
    })
  const start = async (content: object, options: object = {}, startOptions: object = {}) => {
    const { body } = await create(content, options)
    return callFis(aws, 'POST', '/experiments', {
      clientToken: `experiment-${tokens++}`,
      experimentTemplateId: body.experimentTemplate.id,
      ...startOptions,
    })
  }
  const run = async (content: object, options: object = {}, startOptions: object = {}) =>
    endedExperiment(aws, (await start(content, options, startOptions)).body.experiment.id)

  it('fails the cluster over, and every call that it needs bears its role', async () => {
    const experiment = await run(FAILOVER, {}, { tags: { 'blackstart:drill': 'd1' } })
    expect(experiment.state.status).to.equal('completed')
    expect(experiment.actions['failover']?.state.status).to.equal('completed')
    expect(experiment.actions['failover']?.startTime).to.be.a('number')
    expect(experiment.tags).to.deep.equal({ 'blackstart:drill': 'd1' })
    expect(aws.lab.done).to.deep.equal(['fail-over'])
    const byRole = (await aws.calls()).filter(({ principal }) => principal === 'fis').map(({ action }) => action)
    expect([...new Set(byRole)]).to.deep.equal(['rds:DescribeDBClusters', 'rds:FailoverDBCluster'])
  })

  it('previews without touching anything, and shows what would have been hit', async () => {
    const experiment = await run(FAILOVER, {}, { experimentOptions: { actionsMode: 'skip-all' } })
    expect(experiment.state.status).to.equal('completed')
    expect(experiment.actions['failover']?.state.status).to.equal('skipped')
    expect(experiment.experimentOptions.actionsMode).to.equal('skip-all')
    expect(aws.lab.done).to.deep.equal([])
    const { resolvedTargets } = (await callFis(aws, 'GET', `/experiments/${experiment.id}/resolvedTargets`)).body
    expect(resolvedTargets.map(({ targetInformation }) => targetInformation.arn)).to.deep.equal([CLUSTER])
  })

  it('runs everything when an old client leaves the mode of a preview out: the client does not say so', async () => {
    const client = new FisClient(aws.clientConfig)
    const { experimentTemplate } = await client.send(
      new CreateExperimentTemplateCommand({
        clientToken: 'old',
        description: 'a test',
        roleArn: ROLE,
        stopConditions: [{ source: 'none' }],
        ...FAILOVER,
      }),
    )
    const preview = { experimentTemplateId: experimentTemplate?.id, experimentOptions: { actionsMode: 'skip-all' } }
    const started = await client.send(new StartExperimentCommand({ clientToken: 'old-start', ...preview }))
    expect(started.experiment?.experimentOptions).to.include({ actionsMode: 'run-all' })
    await endedExperiment(aws, started.experiment?.id ?? '')
    expect(aws.lab.done, 'the preview was a real failover').to.deep.equal(['fail-over'])
    const read = await client.send(new GetExperimentCommand({ id: started.experiment?.id }))
    expect(read.experiment?.state?.status).to.equal('completed')
  })

  it('fails an experiment whose tag matches nothing, or skips its action where that is asked for', async () => {
    const targets = {
      cluster: { resourceType: 'aws:rds:cluster', resourceTags: { nobody: 'has' }, selectionMode: 'ALL' },
    }
    const failed = await run({ ...FAILOVER, targets })
    expect(failed.state.status).to.equal('failed')
    expect(failed.state.error?.location).to.equal('cluster')
    const skipped = await run({ ...FAILOVER, targets }, { experimentOptions: { emptyTargetResolutionMode: 'skip' } })
    expect(skipped.state.status).to.equal('completed')
    expect(skipped.actions['failover']?.state.status).to.equal('skipped')
    expect(aws.lab.done).to.deep.equal([])
  })

  it('cuts a zone off, and opens it when it is stopped', async () => {
    const { body } = await start(CUT)
    await eventually(() => aws.lab.done.length === 1)
    expect(aws.lab.done).to.deep.equal(['cut a'])
    await callFis(aws, 'DELETE', `/experiments/${body.experiment.id}`)
    const experiment = await endedExperiment(aws, body.experiment.id)
    expect(experiment.state.status).to.equal('stopped')
    expect(experiment.actions['cut']?.state.status).to.equal('stopped')
    expect(aws.lab.done).to.deep.equal(['cut a', 'open a'])
  })

  it('refuses launches in a zone, and lets them pass again when it is stopped', async () => {
    const group =
      'arn:aws:autoscaling:eu-west-1:000000000000:autoScalingGroup:0b1ac000-0000-4000-8000-000000000001:autoScalingGroupName/blackstart-lab-service'
    const refuse = (parameters: Readonly<Record<string, string>>) => ({
      actions: {
        refuse: {
          actionId: 'aws:ec2:asg-insufficient-instance-capacity-error',
          parameters: { duration: 'PT2M', availabilityZoneIdentifiers: 'euw1-az1', ...parameters },
          targets: { AutoScalingGroups: 'groups' },
        },
      },
      targets: { groups: { resourceType: 'aws:ec2:autoscaling-group', resourceArns: [group], selectionMode: 'ALL' } },
    })
    const { body } = await start(refuse({ percentage: '100' }))
    await eventually(() => aws.lab.done.length === 1)
    await callFis(aws, 'DELETE', `/experiments/${body.experiment.id}`)
    expect((await endedExperiment(aws, body.experiment.id)).state.status).to.equal('stopped')
    expect(aws.lab.done).to.deep.equal(['refuse launches in a', 'allow launches in a'])
    const byRole = (await aws.calls()).filter(({ principal }) => principal === 'fis').map(({ action }) => action)
    expect([...new Set(byRole)]).to.deep.equal(['autoscaling:DescribeAutoScalingGroups', 'ec2:InjectApiError'])

    for (const parameters of [{ percentage: '50' }, { availabilityZoneIdentifiers: 'use1-az1' }] as const) {
      expect((await run(refuse(parameters))).state.status).to.equal('failed')
    }
    expect(aws.lab.done).to.have.length(2)
  })

  it('has a border for each zone, and one for the network as a whole; none for half a scope', async () => {
    for (const [scope, text] of [
      ['vpc', /cut its network off as a whole only/],
      ['availability-zone', /cannot disrupt the scope 'availability-zone' alone/],
    ] as const) {
      const cut = { ...CUT.actions.cut, parameters: { duration: 'PT2M', scope } }
      const { state, actions } = await run({ ...CUT, actions: { cut } })
      expect([state.status, text.test(state.reason), actions['cut']?.state.status]).to.deep.equal([
        'failed',
        true,
        'failed',
      ])
    }
    expect(aws.lab.done).to.deep.equal([])
  })

  it('tries again to open a zone: its experiment does not end while it is cut off', async () => {
    const { body } = await start(CUT)
    await eventually(() => aws.lab.done.length === 1)
    aws.lab.failingOpens = 1
    await callFis(aws, 'DELETE', `/experiments/${body.experiment.id}`)
    const experiment = await endedExperiment(aws, body.experiment.id)
    expect(experiment.actions['cut']?.state.status).to.equal('stopped')
    expect(aws.lab.done).to.deep.equal(['cut a', 'open a'])
  })

  it('is stopped by an alarm', async () => {
    const { body } = await start(CUT)
    await eventually(() => aws.lab.done.length === 1)
    await aws.misbehave({ alarm: { 'blackstart-lab-guard': 'ALARM' } })
    const experiment = await endedExperiment(aws, body.experiment.id)
    expect(experiment.state).to.include({ status: 'stopped' })
    expect(experiment.state.reason).to.include(GUARD)
    expect(aws.lab.done).to.deep.equal(['cut a', 'open a'])
  })

  it('cancels what is started while the safety lever is engaged, and stops what runs', async () => {
    const { body } = await start(WAIT)
    await callFis(aws, 'PATCH', '/safetyLevers/default/state', { state: { status: 'engaged', reason: 'a test' } })
    expect((await endedExperiment(aws, body.experiment.id)).state.status).to.be.oneOf(['stopped', 'cancelled'])
    expect((await run(FAILOVER)).state.status).to.equal('cancelled')
    expect(aws.lab.done).to.deep.equal([])
    const { safetyLever } = (await callFis(aws, 'GET', '/safetyLevers/default')).body
    expect(safetyLever.state.status).to.equal('engaged')
  })

  it('hangs in stopping when it is told to, and goes on when that is over', async () => {
    const { body } = await start(CUT)
    await eventually(() => aws.lab.done.length === 1)
    await aws.misbehave({ stoppingHangs: true })
    const { experiment } = (await callFis(aws, 'DELETE', `/experiments/${body.experiment.id}`)).body
    expect(experiment.state.status).to.equal('stopping')
    expect(aws.lab.done).to.deep.equal(['cut a'])
    await aws.misbehave({})
    expect((await endedExperiment(aws, body.experiment.id)).state.status).to.equal('stopped')
  })

  it('runs actions one after the other where they say so, and none after one that failed', async () => {
    const content = {
      actions: {
        second: { ...FAILOVER.actions.failover, startAfter: ['first'] },
        first: {
          actionId: 'aws:cloudwatch:assert-alarm-state',
          parameters: { alarmArns: GUARD, alarmStates: 'ALARM' },
        },
      },
      targets: FAILOVER.targets,
    }
    const experiment = await run(content)
    expect(experiment.state.status).to.equal('failed')
    expect(experiment.actions['first']?.state.status).to.equal('failed')
    expect(experiment.actions['second']?.state.status).to.equal('cancelled')
    expect(aws.lab.done).to.deep.equal([])
  })

  it('fails for a role that may not', async () => {
    await aws.misbehave({ deny: ['rds:FailoverDBCluster'] })
    const experiment = await run(FAILOVER)
    expect(experiment.state.status).to.equal('failed')
    expect(experiment.state.reason).to.include('AccessDenied')
  })

  it('starts nothing twice for the same token', async () => {
    const { body } = await create(WAIT)
    const request = { clientToken: 'the same', experimentTemplateId: body.experimentTemplate.id }
    const [first, second] = [
      await callFis(aws, 'POST', '/experiments', request),
      await callFis(aws, 'POST', '/experiments', request),
    ]
    expect(second.body.experiment.id).to.equal(first.body.experiment.id)
    expect((await callFis(aws, 'GET', '/experiments')).body.experiments).to.have.length(1)
  })

  it('tags what it has, and takes tags away', async () => {
    const { body } = await start(WAIT, {}, { tags: { 'blackstart:drill': 'd1', team: 'shop' } })
    const path = `/tags/${encodeURIComponent(`arn:aws:fis:eu-west-1:000000000000:experiment/${body.experiment.id}`)}`
    await callFis(aws, 'POST', path, { tags: { later: 'yes' } })
    await callFis(aws, 'DELETE', `${path}?tagKeys=team`)
    const { experiments } = (await callFis(aws, 'GET', '/experiments')).body
    expect(experiments[0]?.tags).to.deep.equal({ 'blackstart:drill': 'd1', later: 'yes' })
    expect((await callFis(aws, 'GET', '/tags/nothing')).errorType).to.equal('ResourceNotFoundException')
  })

  it('refuses templates that could not be run', async () => {
    const refused = async (content: object) => {
      const { status, errorType, body } = await create(content)
      expect([status, errorType]).to.deep.equal([400, 'ValidationException'])
      return body.message
    }
    expect(await refused({ ...WAIT, actions: { w: { actionId: 'aws:ebs:pause-io' } } })).to.include('aws:ebs:pause-io')
    expect(await refused({ ...WAIT, actions: { w: { actionId: 'aws:fis:wait' } } })).to.include("'duration'")
    expect(await refused({ ...FAILOVER, targets: {} })).to.include("'cluster', which is not there")
    const short = { w: { actionId: 'aws:fis:wait', parameters: { duration: 'PT5S' } } }
    expect(await refused({ ...WAIT, actions: short })).to.include('1 minute')
    const wait = WAIT.actions.wait
    const circle = { a: { ...wait, startAfter: ['b'] }, b: { ...wait, startAfter: ['a'] } }
    expect(await refused({ ...WAIT, actions: circle })).to.equal('the actions a, b wait for each other')
  })

  it('says what it can do, and what does not exist', async () => {
    const { actions } = (await callFis(aws, 'GET', '/actions')).body
    expect(actions.map(({ id }) => id)).to.include('aws:rds:failover-db-cluster')
    const { status, errorType } = await callFis(aws, 'GET', '/experiments/EXPnothing')
    expect([status, errorType]).to.deep.equal([404, 'ResourceNotFoundException'])
  })
})

async function eventually(check: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 5_000; !check();) {
    if (performance.now() > deadline) throw new Error('it did not happen within 5 s')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
