import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHealthCheckCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
  TestDNSAnswerCommand,
  UpdateHealthCheckCommand,
} from '@aws-sdk/client-route-53'
import { expect } from 'chai'
import { failure } from '../../../../support/aws/failure.ts'
import { LocalEndpoints } from '../../../../support/aws/local-endpoints.ts'

const PRIMARY: ResourceRecordSet = {
  Name: 'shop.blackstart.test.',
  Type: 'A',
  TTL: 60,
  SetIdentifier: 'region-a',
  Failover: 'PRIMARY',
  HealthCheckId: 'region-a',
  ResourceRecords: [{ Value: '192.0.2.10' }],
}
const SECONDARY: ResourceRecordSet = {
  Name: 'shop.blackstart.test.',
  Type: 'A',
  TTL: 60,
  SetIdentifier: 'region-b',
  Failover: 'SECONDARY',
  ResourceRecords: [{ Value: '198.51.100.10' }],
}

describe('Route 53 of the AWS endpoints', () => {
  let aws: LocalEndpoints
  let route53: Route53Client
  let HostedZoneId = ''

  beforeEach(async () => {
    aws = await new LocalEndpoints({ speed: 1 }).listen()
    route53 = new Route53Client(aws.clientConfig)
    const { HostedZones } = await route53.send(new ListHostedZonesByNameCommand({ DNSName: 'blackstart.test.' }))
    HostedZoneId = HostedZones?.[0]?.Id ?? ''
  })
  afterEach(() => aws.close())

  const change = (...sets: readonly ResourceRecordSet[]) =>
    route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId,
        ChangeBatch: { Changes: sets.map((ResourceRecordSet) => ({ Action: 'UPSERT' as const, ResourceRecordSet })) },
      }),
    )
  const answer = async () => {
    const question = { HostedZoneId, RecordName: 'shop.blackstart.test', RecordType: 'A' as const }
    return (await route53.send(new TestDNSAnswerCommand(question))).RecordData
  }

  it('changes what the DNS answers, and says later that it is in sync', async () => {
    const { ChangeInfo } = await change(PRIMARY, SECONDARY)
    expect(ChangeInfo?.Status).to.equal('PENDING')
    expect((await route53.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).ChangeInfo?.Status).to.equal('PENDING')
    const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }))
    expect(ResourceRecordSets).to.deep.equal([PRIMARY, SECONDARY])
    expect(await answer()).to.deep.equal(['192.0.2.10'])
  })

  it('fails over when its health check is inverted', async () => {
    await change(PRIMARY, SECONDARY)
    const { HealthCheck } = await route53.send(
      new UpdateHealthCheckCommand({ HealthCheckId: 'region-a', Inverted: true }),
    )
    expect(HealthCheck?.HealthCheckConfig?.Inverted).to.equal(true)
    expect(await answer()).to.deep.equal(['198.51.100.10'])
    const read = await route53.send(new GetHealthCheckCommand({ HealthCheckId: 'region-a' }))
    expect(read.HealthCheck?.HealthCheckConfig?.Inverted).to.equal(true)
  })

  it('changes nothing when one record of a batch is wrong, and refuses what it does not have', async () => {
    const list = async () =>
      (await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }))).ResourceRecordSets
    const before = await list()
    const wrong = { ...SECONDARY, ResourceRecords: [{ Value: 'nowhere' }] }
    expect(await failure(change(PRIMARY, wrong))).to.include({ name: 'InvalidChangeBatch' })
    expect(await list()).to.deep.equal(before)
    expect(await failure(change({ ...PRIMARY, Weight: 3 }))).to.include({ name: 'InvalidInput' })
    const nobody = new GetHealthCheckCommand({ HealthCheckId: 'nobody' })
    expect(await failure(route53.send(nobody))).to.include({ name: 'NoSuchHealthCheck' })
    expect(await failure(route53.send(new GetChangeCommand({ Id: 'C0' })))).to.include({ name: 'NoSuchChange' })
  })
})
