import {
  RDSClient,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeEventsCommand,
  FailoverDBClusterCommand,
  RebootDBInstanceCommand,
  CreateDBInstanceCommand,
} from '@aws-sdk/client-rds'
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import {
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { expect } from 'chai'
import { failure } from '../../../support/aws/failure.ts'
import { LocalEndpoints } from '../../../support/aws/local-endpoints.ts'

describe('the AWS endpoints, to the clients of the SDK', () => {
  let aws: LocalEndpoints

  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
  })
  afterEach(() => aws.close())

  it('say who is asking', async () => {
    const identity = await new STSClient(aws.clientConfig).send(new GetCallerIdentityCommand())
    expect(identity).to.include({ Account: '000000000000', Arn: 'arn:aws:iam::000000000000:user/blackstart-operator' })
  })

  it('fail the pair over, and tell of it with the texts of RDS', async () => {
    const rds = new RDSClient(aws.clientConfig)
    const before = await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: 'blackstart-lab' }))
    expect(before.DBClusters?.[0]?.DBClusterMembers?.find(({ IsClusterWriter }) => IsClusterWriter)).to.include({
      DBInstanceIdentifier: 'db-a',
    })
    const asked = await rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: 'blackstart-lab' }))
    expect(asked.DBCluster?.Status).to.equal('failing-over')
    expect(aws.lab.done).to.deep.equal(['fail-over'])
    const after = await rds.send(new DescribeDBClustersCommand())
    expect(after.DBClusters?.[0]?.DBClusterMembers?.find(({ IsClusterWriter }) => IsClusterWriter)).to.include({
      DBInstanceIdentifier: 'db-b',
    })
    const members = await rds.send(new DescribeDBInstancesCommand())
    expect(
      members.DBInstances?.map(({ DBInstanceIdentifier, DBInstanceStatus }) => [
        DBInstanceIdentifier,
        DBInstanceStatus,
      ]),
    ).to.deep.equal([
      ['db-a', 'rebooting'],
      ['db-b', 'available'],
    ])
    aws.lab.tell('switchover-requested', 'db-b', 60_000)
    const { Events } = await rds.send(
      new DescribeEventsCommand({ SourceType: 'db-cluster', SourceIdentifier: 'blackstart-lab' }),
    )
    expect(Events?.map(({ Message }) => Message)).to.include('Started cross AZ failover to DB instance: db-b')
  })

  it('refuse a failover to the writer itself, and one of a cluster that is not there', async () => {
    const rds = new RDSClient(aws.clientConfig)
    const toWriter = new FailoverDBClusterCommand({
      DBClusterIdentifier: 'blackstart-lab',
      TargetDBInstanceIdentifier: 'db-a',
    })
    expect(await failure(rds.send(toWriter))).to.include({ name: 'InvalidDBInstanceStateFault' })
    const elsewhere = new FailoverDBClusterCommand({ DBClusterIdentifier: 'other' })
    expect(await failure(rds.send(elsewhere))).to.include({ name: 'DBClusterNotFoundFault' })
    expect(aws.lab.done).to.deep.equal([])
  })

  it('terminate instances, which the group then replaces', async () => {
    const ec2 = new EC2Client(aws.clientConfig)
    const scaling = new AutoScalingClient(aws.clientConfig)
    const before = await ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'tag:blackstart:part', Values: ['service-a-1'] }] }),
    )
    const [instance] = before.Reservations?.[0]?.Instances ?? []
    expect(instance?.InstanceId).to.match(/^i-[0-9a-f]{17}$/)
    const ended = await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance!.InstanceId!] }))
    expect(ended.TerminatingInstances?.[0]?.CurrentState?.Name).to.equal('shutting-down')
    expect(aws.lab.done).to.deep.equal(['terminate service-a-1'])
    aws.lab.replace('service-a-1', 'service-a-2')
    const { Activities } = await scaling.send(new DescribeScalingActivitiesCommand())
    expect(Activities?.map(({ Description, StatusCode }) => [Description?.split(' ')[0], StatusCode])).to.deep.equal([
      ['Launching', 'Successful'],
      ['Terminating', 'Successful'],
    ])
    const { AutoScalingGroups } = await scaling.send(new DescribeAutoScalingGroupsCommand())
    expect(AutoScalingGroups?.[0]?.Instances?.map(({ LifecycleState }) => LifecycleState)).to.deep.equal([
      'InService',
      'InService',
    ])
  })

  it('terminate by way of the group', async () => {
    const scaling = new AutoScalingClient(aws.clientConfig)
    const { AutoScalingGroups } = await scaling.send(new DescribeAutoScalingGroupsCommand())
    const InstanceId = AutoScalingGroups?.[0]?.Instances?.[1]?.InstanceId
    const { Activity } = await scaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ShouldDecrementDesiredCapacity: false }),
    )
    expect(Activity?.StatusCode).to.equal('InProgress')
    expect(aws.lab.done).to.deep.equal(['terminate service-b-1'])
  })

  it('show the zones as subnets', async () => {
    const { Subnets } = await new EC2Client(aws.clientConfig).send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'tag:blackstart:drillable', Values: ['true'] }] }),
    )
    expect(
      Subnets?.map(({ AvailabilityZone, AvailabilityZoneId }) => [AvailabilityZone, AvailabilityZoneId]),
    ).to.deep.equal([
      ['eu-west-1a', 'euw1-az1'],
      ['eu-west-1b', 'euw1-az2'],
    ])
  })

  it('keep every call, for the policy to be held against', async () => {
    const rds = new RDSClient(aws.clientConfig)
    await rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: 'blackstart-lab' }))
    await failure(rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: 'db-a', ForceFailover: true })))
    expect(
      (await aws.calls()).map(({ action, resources, status, error }) => ({ action, resources, status, error })),
    ).to.deep.equal([
      {
        action: 'rds:FailoverDBCluster',
        resources: ['arn:aws:rds:eu-west-1:000000000000:cluster:blackstart-lab'],
        status: 200,
        error: undefined,
      },
      {
        action: 'rds:RebootDBInstance',
        resources: ['arn:aws:rds:eu-west-1:000000000000:db:db-a'],
        status: 400,
        error: 'InvalidParameterCombination',
      },
    ])
  })

  it('say what they do not have', async () => {
    const create = new CreateDBInstanceCommand({ DBInstanceIdentifier: 'x', DBInstanceClass: 'y', Engine: 'z' })
    expect(await failure(new RDSClient(aws.clientConfig).send(create))).to.include({
      name: 'NotImplementedByBlackstart',
    })
    expect((await fetch(aws.endpoint)).status).to.equal(403)
  })

  it('reboot a Multi-AZ instance into its standby, and tell of its zone later', async () => {
    const slow = await new LocalEndpoints({ databaseForm: 'instance', speed: 1 }).listen()
    try {
      const rds = new RDSClient(slow.clientConfig)
      await rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: 'blackstart-lab', ForceFailover: true }))
      expect(slow.lab.done).to.deep.equal(['fail-over'])
      const { DBInstances } = await rds.send(new DescribeDBInstancesCommand())
      expect(DBInstances?.[0]?.AvailabilityZone).to.equal('eu-west-1a')
      const { Events } = await rds.send(new DescribeEventsCommand())
      expect(Events?.map(({ Message }) => Message)).to.deep.equal([
        'Multi-AZ instance failover started.',
        'DB instance restarted',
      ])
    } finally {
      await slow.close()
    }
  })

  describe('told to misbehave', () => {
    it('throttle, deny, show another account, expire credentials', async () => {
      const sts = new STSClient(aws.clientConfig)
      const who = new GetCallerIdentityCommand()
      await aws.misbehave({ throttle: { 'sts:GetCallerIdentity': 1 }, account: '999999999999' })
      expect(await failure(sts.send(who))).to.include({ name: 'Throttling' })
      expect((await sts.send(who)).Account).to.equal('999999999999')
      await aws.misbehave({ deny: ['sts:GetCallerIdentity'] })
      expect(await failure(sts.send(who))).to.include({ name: 'AccessDenied' })
      await aws.misbehave({ credentialsExpireAt: new Date(0).toISOString() })
      expect(await failure(sts.send(who))).to.include({ name: 'ExpiredToken' })
    })

    it('abandon a failover: it is accepted, nothing happens, and an event says so', async () => {
      await aws.misbehave({ abandonFailover: true })
      const rds = new RDSClient(aws.clientConfig)
      await rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: 'blackstart-lab' }))
      expect(aws.lab.done).to.deep.equal([])
      const { Events } = await rds.send(new DescribeEventsCommand())
      expect(Events?.[0]?.Message).to.match(/^Abandoning user requested failover/)
    })

    it('refuse what they do not know how to do wrong', async () => {
      expect((await aws.misbehave({ explode: true })).status).to.equal(400)
    })
  })
})
