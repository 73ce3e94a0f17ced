import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  DescribeAutoScalingGroupsCommand,
  AutoScalingClient,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import { DescribeDBClustersCommand, FailoverDBClusterCommand, RDSClient } from '@aws-sdk/client-rds'
import { expect } from 'chai'
import { type LocalAws, offersAws } from '../../../src/environments/environment.ts'
import type { ProviderState } from '../../../src/environments/lab/labd/provider.ts'
import { labDriver } from '../../../src/environments/lab/driver.ts'
import { type ProcessIdentity, signalExactly } from '../../../src/system/identity.ts'
import { RpcClient } from '../../../src/system/rpc.ts'
import { waitFor } from '../../../src/system/wait.ts'
import { LabRoot, openLab, type OpenLab, untilEvent, writeUntilAcknowledged } from './lab-harness.ts'

/** What the endpoints do is tested without a lab; this is about the lab that they act on. */
describe('The lab as an AWS account', function () {
  this.timeout(60_000)
  let root: LabRoot
  let lab: OpenLab
  let aws: LocalAws

  before(async () => {
    root = await LabRoot.make()
    lab = await openLab(root, { aws: 'on' })
    expect(offersAws(lab.environment)).to.equal(true)
    if (offersAws(lab.environment)) aws = lab.environment.aws
  })

  after(async () => {
    await lab?.environment.close('destroy')
    await root.remove()
  })

  const config = () => ({
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' },
  })

  it('promotes its real standby on FailoverDBCluster', async () => {
    const rds = new RDSClient(config())
    await rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: 'blackstart-lab' }))
    await untilEvent(lab, 'redundancy-restored')
    const roles = (await lab.environment.describe()).components.map(({ id, role }) => [id, role])
    expect(roles).to.deep.include.members([
      ['db-a', 'standby'],
      ['db-b', 'primary'],
    ])
    const { DBClusters } = await rds.send(new DescribeDBClustersCommand())
    const writer = DBClusters?.[0]?.DBClusterMembers?.find(({ IsClusterWriter }) => IsClusterWriter)
    expect(writer?.DBInstanceIdentifier).to.equal('db-b')
    await writeUntilAcknowledged(lab.environment.customerUrl, 'aws', 0)
  })

  it('kills the process of an instance that is terminated', async () => {
    const scaling = new AutoScalingClient(config())
    const { AutoScalingGroups } = await scaling.send(new DescribeAutoScalingGroupsCommand())
    const [first] = AutoScalingGroups?.[0]?.Instances ?? []
    await scaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({
        InstanceId: first?.InstanceId,
        ShouldDecrementDesiredCapacity: false,
      }),
    )
    await untilEvent(lab, 'instance-replaced')
    const services = (await lab.environment.describe()).components.filter(({ role }) => role === 'service')
    expect(services.map(({ id }) => id)).to.deep.equal(['service-a-2', 'service-b-1'])
  })

  it('is found again by its handle alone', async () => {
    const found = await labDriver.reconnect(lab.handle)
    expect(offersAws(found) && found.aws).to.deep.equal(aws)
  })

  it('lives on when the endpoints die, and opens what was cut for them', async () => {
    const labd = await RpcClient.connect(lab.folder.socket)
    try {
      const { instances } = await labd.call<ProviderState>('provider', { act: 'state' }, 5_000)
      expect(instances.every(({ reachable }) => reachable)).to.equal(true)
      await labd.call('provider', { act: 'cut', zone: 'b' }, 5_000)
      const endpoints = JSON.parse(
        readFileSync(join(lab.folder.pidFolder, 'aws-endpoints.json'), 'utf8'),
      ) as ProcessIdentity
      signalExactly(endpoints, 'SIGKILL')
      await waitFor(
        'the zone to be open',
        async () => {
          const state = await labd.call<ProviderState>('provider', { act: 'state' }, 5_000)
          return state.instances.every(({ reachable }) => reachable)
        },
        { timeoutMs: 10_000, everyMs: 50 },
      )
      await untilEvent(lab, 'aws-endpoints-gone')
    } finally {
      labd.close()
    }
    await writeUntilAcknowledged(lab.environment.customerUrl, 'afterwards', 0)
  })
})
