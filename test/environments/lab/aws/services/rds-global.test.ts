import {
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeEventsCommand,
  DescribeGlobalClustersCommand,
  FailoverGlobalClusterCommand,
  PromoteReadReplicaCommand,
  RDSClient,
  SwitchoverGlobalClusterCommand,
} from '@aws-sdk/client-rds'
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { expect } from 'chai'
import { callFis, endedExperiment } from '../../../../support/aws/fis-calls.ts'
import { failure } from '../../../../support/aws/failure.ts'
import { LocalEndpoints } from '../../../../support/aws/local-endpoints.ts'

const GLOBAL = 'blackstart-lab-global'
const SECOND = 'arn:aws:rds:eu-central-1:000000000000:cluster:blackstart-lab'

describe('the second region of the AWS endpoints', () => {
  let aws: LocalEndpoints

  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
  })
  afterEach(() => aws.close())

  const failOver = (options: object) =>
    new FailoverGlobalClusterCommand({
      GlobalClusterIdentifier: GLOBAL,
      TargetDbClusterIdentifier: SECOND,
      ...options,
    })

  it('takes over by FailoverGlobalCluster, once, and tells of it in both regions', async () => {
    const rds = new RDSClient(aws.clientConfig)
    const there = new RDSClient({ ...aws.clientConfig, region: 'eu-central-1' })
    const writers = async () => {
      const { GlobalClusters } = await rds.send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: GLOBAL }))
      return GlobalClusters?.[0]?.GlobalClusterMembers?.map(({ IsWriter }) => IsWriter)
    }
    expect(await writers()).to.deep.equal([true, false])
    const { GlobalCluster } = await rds.send(failOver({ AllowDataLoss: true }))
    expect(GlobalCluster?.Status).to.equal('failing-over')
    expect(aws.lab.done).to.deep.equal(['region fail-over allow-data-loss'])
    expect(await writers()).to.deep.equal([false, true])
    const { DBClusters } = await there.send(new DescribeDBClustersCommand())
    expect(DBClusters?.[0]?.DBClusterMembers).to.deep.equal([
      { DBInstanceIdentifier: 'db-c', IsClusterWriter: true, PromotionTier: 1 },
    ])
    expect(await failure(rds.send(failOver({ Switchover: true })))).to.include({
      name: 'InvalidGlobalClusterStateFault',
    })
    await new Promise((resolve) => setTimeout(resolve, 30))
    for (const client of [rds, there]) {
      const { Events } = await client.send(new DescribeEventsCommand())
      expect(Events?.map(({ Message }) => Message)).to.include(
        'Global failover to DB cluster blackstart-lab in Region eu-central-1 completed.',
      )
    }
  })

  it('switches over in order, and tells of each phase; a failed one may be asked for again', async () => {
    const rds = new RDSClient({ ...aws.clientConfig, region: 'eu-central-1' })
    const told = async (): Promise<readonly (string | undefined)[]> => {
      const { Events = [] } = await rds.send(new DescribeEventsCommand())
      return Events.map(({ Message }) => Message)
    }
    const switchOver = new SwitchoverGlobalClusterCommand({
      GlobalClusterIdentifier: GLOBAL,
      TargetDbClusterIdentifier: SECOND,
    })
    aws.lab.tell('switchover-requested', 'region-a')
    const pending = await rds.send(new DescribeGlobalClustersCommand())
    expect(pending.GlobalClusters?.[0]?.FailoverState).to.include({ IsDataLossAllowed: false, ToDbClusterArn: SECOND })
    expect(await failure(rds.send(switchOver))).to.include({ name: 'InvalidGlobalClusterStateFault' })
    aws.lab.tell('failover-failed', 'db-c')
    const to = 'to DB cluster blackstart-lab in Region eu-central-1'
    expect(await told()).to.deep.equal([`Global switchover ${to} started.`, `Global switchover ${to} failed.`])

    const { GlobalCluster } = await rds.send(switchOver)
    expect(GlobalCluster?.FailoverState).to.include({ Status: 'pending', IsDataLossAllowed: false })
    expect(aws.lab.done).to.deep.equal(['region fail-over switchover'])
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect((await told()).slice(2)).to.deep.equal([
      `Global switchover ${to} started.`,
      'Old primary DB cluster blackstart-lab in Region eu-west-1 successfully shut down.',
      'New primary DB cluster blackstart-lab in Region eu-central-1 was successfully promoted.',
      `Global switchover ${to} finished.`,
    ])
  })

  it('tells when the first region follows again after a failover, and not after a switchover', async () => {
    const rds = new RDSClient(aws.clientConfig)
    await rds.send(failOver({ AllowDataLoss: true }))
    aws.lab.tell('redundancy-restored', 'region-a')
    const { Events = [] } = await rds.send(new DescribeEventsCommand())
    const members = 'resynchronizing members of DB cluster blackstart-lab in Region eu-west-1 post global failover.'
    expect(Events.map(({ Message }) => Message)).to.include.members([`Started ${members}`, `Finished ${members}`])
  })

  it('has an instance of its own, which is in no group', async () => {
    const there = new EC2Client({ ...aws.clientConfig, region: 'eu-central-1' })
    const { Reservations } = await there.send(new DescribeInstancesCommand())
    const [instance] = Reservations?.[0]?.Instances ?? []
    expect(Reservations).to.have.length(1)
    expect(instance?.Placement?.AvailabilityZone).to.equal('eu-central-1a')
    expect(instance?.Tags?.map(({ Key }) => Key)).to.deep.equal([
      'blackstart:drillable',
      'blackstart:lab',
      'Name',
      'blackstart:part',
    ])
    const here = new EC2Client(aws.clientConfig)
    const named = new DescribeInstancesCommand({ InstanceIds: [instance?.InstanceId ?? ''] })
    expect(await failure(here.send(named))).to.include({ name: 'InvalidInstanceID.NotFound' })
  })

  it('refuses what excludes each other, and a target that is no secondary', async () => {
    const rds = new RDSClient(aws.clientConfig)
    const both = failOver({ AllowDataLoss: true, Switchover: true })
    expect(await failure(rds.send(both))).to.include({ name: 'InvalidParameterCombination' })
    const elsewhere = failOver({
      TargetDbClusterIdentifier: 'arn:aws:rds:eu-west-1:000000000000:cluster:blackstart-lab',
    })
    expect(await failure(rds.send(elsewhere))).to.include({ name: 'DBClusterNotFoundFault' })
    expect(aws.lab.done).to.deep.equal([])
  })

  it('has a read replica that can be promoted, where the pair is an instance', async () => {
    const single = await new LocalEndpoints({ databaseForm: 'instance' }).listen()
    try {
      const there = new RDSClient({ ...single.clientConfig, region: 'eu-central-1' })
      const source = async () => {
        const { DBInstances } = await there.send(new DescribeDBInstancesCommand())
        return DBInstances?.[0]?.ReadReplicaSourceDBInstanceIdentifier
      }
      expect(await source()).to.equal('arn:aws:rds:eu-west-1:000000000000:db:blackstart-lab')
      await there.send(new PromoteReadReplicaCommand({ DBInstanceIdentifier: 'db-c' }))
      expect(single.lab.done).to.deep.equal(['region fail-over'])
      expect(await source()).to.equal(undefined)
    } finally {
      await single.close()
    }
  })

  it('is left alone when the network of the first one is disrupted: that one is cut off as a whole', async () => {
    const { body } = await callFis(aws, 'POST', '/experimentTemplates', {
      clientToken: 'region',
      description: 'a region is cut off',
      roleArn: 'arn:aws:iam::000000000000:role/blackstart-fis',
      stopConditions: [{ source: 'none' }],
      actions: {
        cut: {
          actionId: 'aws:network:disrupt-connectivity',
          parameters: { duration: 'PT1M', scope: 'vpc' },
          targets: { Subnets: 'all' },
        },
      },
      targets: {
        all: {
          resourceType: 'aws:ec2:subnet',
          resourceTags: { 'blackstart:drillable': 'true' },
          selectionMode: 'ALL',
        },
      },
    })
    const started = await callFis(aws, 'POST', '/experiments', {
      clientToken: 'region-start',
      experimentTemplateId: body.experimentTemplate.id,
    })
    const { id } = started.body.experiment
    while (aws.lab.done.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await callFis(aws, 'DELETE', `/experiments/${id}`)
    expect((await endedExperiment(aws, id)).state.status).to.equal('stopped')
    expect(aws.lab.done).to.deep.equal(['region cut primary', 'region open primary'])
  })
})
