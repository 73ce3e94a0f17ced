import { TerminateInstancesCommand, EC2Client, DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import {
  AddTagsToResourceCommand,
  DeleteDBInstanceCommand,
  FailoverDBClusterCommand,
  RDSClient,
  RestoreDBClusterToPointInTimeCommand,
} from '@aws-sdk/client-rds'
import { expect } from 'chai'
import { handsNeeded } from '../../src/environments/aws/iam/by-hand.ts'
import { fisRolePolicy } from '../../src/environments/aws/iam/fis-role.ts'
import { fisActionsOf, operatorPolicy } from '../../src/environments/aws/iam/operator.ts'
import type { CallRecord } from '../../src/environments/lab/aws/call-log.ts'
import type { Fault } from '../../src/model/fault.ts'
import { exercised, localPlane, localReach } from '../support/aws/account.ts'
import { failure } from '../support/aws/failure.ts'
import { callFis } from '../support/aws/fis-calls.ts'
import { allowedBy } from '../support/aws/iam.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

const OPT_IN = 'ResourceTag/blackstart:drillable'
const DRILL = 'blackstart:drill'
const REFUSED = { status: 403 }
const FAULTS: readonly Fault[] = [
  { kind: 'database.failover' },
  { kind: 'instance.terminate', role: 'service' },
  { kind: 'zone.lose', of: 'primary' },
]

/** The endpoints hold every call against what `blackstart iam` prints, as IAM would. */
describe('the printed policies, attached to whoever drills the local endpoints', () => {
  let aws: LocalEndpoints

  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
  })
  afterEach(() => aws.close())

  /** Nothing but these policies is allowed from now on. */
  const attach = async (faults: readonly Fault[], inputs: readonly string[] = []) => {
    const { settings } = localReach(aws)
    const operator = operatorPolicy(faults, 'rds', settings, handsNeeded(inputs))
    const role = fisRolePolicy(fisActionsOf(faults, 'rds'), settings)
    await aws.misbehave({ policies: { operator, fisRole: { policy: role } } })
    return { operator, fis: role }
  }

  for (const fault of FAULTS) {
    it(`let a drill of ${fault.kind} do its work, and not on what lacks a tag`, async () => {
      const policies = await attach([fault])
      const { proof, undone } = await exercised(localPlane(aws), fault, () => {
        if (fault.kind !== 'database.failover') aws.lab.replace('service-a-1', 'service-a-2')
      })
      expect([proof.holds, undone.holds], `${proof.text} / ${undone.text}`).to.deep.equal([true, true])

      const calls = await aws.calls()
      const onTagged = calls.filter(({ asks }) => asks.some(({ context }) => `aws:${OPT_IN}` in context))
      const doing = onTagged.filter(({ action }) => !/:(Describe|Get|List)/.test(action))
      expect(doing).not.to.deep.equal([])
      for (const call of doing) {
        expect(allowedBy(policies[call.principal], call), call.action).not.to.deep.equal([])
        for (const mutated of [without(call, OPT_IN), having(call, OPT_IN, 'false')]) {
          expect(allowedBy(policies[call.principal], mutated), call.action).to.deep.equal([])
        }
      }
      const tagging = calls.filter(({ asks }) => asks.some(({ action }) => action === 'fis:TagResource'))
      expect(tagging.length > 0).to.equal(fault.kind === 'zone.lose')
      for (const call of tagging) {
        expect(allowedBy(policies.operator, without(call, `RequestTag/${DRILL}`)), call.action).to.deep.equal([])
      }
    })
  }

  it('refuse a failover and the end of an instance where the opt-in tag is missing', async () => {
    const { operator } = await attach(FAULTS)
    const ec2 = new EC2Client(aws.clientConfig)
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand())
    const InstanceIds = [Reservations[0]?.Instances?.[0]?.InstanceId ?? '']
    await aws.misbehave({ untagged: true, policies: { operator } })
    const failover = new FailoverDBClusterCommand({ DBClusterIdentifier: 'blackstart-lab' })
    expect(await failure(new RDSClient(aws.clientConfig).send(failover))).to.include({ name: 'AccessDenied' })
    const terminate = new TerminateInstancesCommand({ InstanceIds })
    expect(await failure(ec2.send(terminate))).to.include({ name: 'UnauthorizedOperation' })
    expect(aws.lab.done).to.deep.equal([])
  })

  it('let nobody give a database the tag of a drill, to delete it then', async () => {
    await attach([], ['RESTORE'])
    const rds = new RDSClient(aws.clientConfig)
    const ResourceName = 'arn:aws:rds:eu-west-1:000000000000:db:db-a'
    const tag = new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: DRILL, Value: 'drill-1' }] })
    expect(await failure(rds.send(tag))).to.include({ name: 'AccessDenied' })
    const remove = new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'db-a', SkipFinalSnapshot: true })
    expect(await failure(rds.send(remove))).to.include({ name: 'AccessDenied' })
  })

  it('let a copy be made with the tag of its drill alone, and from what is opted in', async () => {
    const { operator } = await attach([], ['RESTORE'])
    const rds = new RDSClient(aws.clientConfig)
    const copy = (Tags: { Key: string; Value: string }[]) =>
      new RestoreDBClusterToPointInTimeCommand({
        SourceDBClusterIdentifier: 'blackstart-lab',
        DBClusterIdentifier: 'blackstart-lab-drill-1',
        UseLatestRestorableTime: true,
        Tags,
      })
    const ours = [{ Key: DRILL, Value: 'drill-1' }]
    expect(await failure(rds.send(copy([])))).to.include({ name: 'AccessDenied' })
    await aws.misbehave({ untagged: true, policies: { operator } })
    expect(await failure(rds.send(copy(ours)))).to.include({ name: 'AccessDenied' })
    await attach([], ['RESTORE'])
    await rds.send(copy(ours))
    expect(aws.lab.done).to.deep.equal(['restore begin blackstart-lab-drill-1'])
  })

  it("stop and remove no experiment but a drill's", async () => {
    const template = {
      clientToken: 'one',
      description: 'somebody waits',
      roleArn: 'arn:aws:iam::000000000000:role/theirs',
      stopConditions: [{ source: 'none' }],
      actions: { wait: { actionId: 'aws:fis:wait', parameters: { duration: 'PT1M' } } },
      targets: {},
    }
    const { experimentTemplate } = (await callFis(aws, 'POST', '/experimentTemplates', template)).body
    const start = { clientToken: 'two', experimentTemplateId: experimentTemplate.id }
    const { experiment } = (await callFis(aws, 'POST', '/experiments', start)).body
    await attach([{ kind: 'zone.lose', of: 'primary' }])
    expect(await callFis(aws, 'DELETE', `/experiments/${experiment.id}`)).to.include(REFUSED)
    expect(await callFis(aws, 'DELETE', `/experimentTemplates/${experimentTemplate.id}`)).to.include(REFUSED)
    expect(await callFis(aws, 'POST', '/experiments', { ...start, clientToken: 'three' })).to.include(REFUSED)
  })
})

function without(call: CallRecord, key: string): CallRecord {
  return changed(call, (name, value) => (name.endsWith(key) ? [] : [[name, value]]))
}

function having(call: CallRecord, key: string, value: string): CallRecord {
  return changed(call, (name, old) => [[name, name.endsWith(key) ? value : old]])
}

type Value = CallRecord['asks'][number]['context'][string]

function changed(call: CallRecord, how: (name: string, value: Value) => readonly (readonly [string, Value])[]) {
  const asks = call.asks.map((ask) => ({
    ...ask,
    context: Object.fromEntries(Object.entries(ask.context).flatMap(([name, value]) => how(name, value))),
  }))
  return { ...call, asks }
}
