import { expect } from 'chai'
import { specIn } from '../../../../src/environments/aws/faults/experiment.ts'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import { fisRolePolicy, fisTrustPolicy } from '../../../../src/environments/aws/iam/fis-role.ts'
import { fisActionsOf, operatorPolicy, readOnlyPolicy } from '../../../../src/environments/aws/iam/operator.ts'
import { handsNeeded, leftByHand } from '../../../../src/environments/aws/iam/by-hand.ts'
import type { Policy } from '../../../../src/environments/aws/iam/policy.ts'
import { restoredId } from '../../../../src/environments/aws/restore/copy.ts'
import type { Fault } from '../../../../src/model/fault.ts'
import { FakeAccount, SETTINGS } from '../fake-ports.ts'

const NAMED = { ...SETTINGS, fisRole: 'arn:aws:iam::111122223333:role/fis', sharedStore: { bucket: 'b', prefix: 'p/' } }
const FAILOVER: Fault = { kind: 'database.failover' }
const TERMINATE: Fault = { kind: 'instance.terminate', role: 'service' }
const LOSE: Fault = { kind: 'zone.lose', of: 'primary' }
const ISOLATE: Fault = { kind: 'zone.isolate', of: 'primary' }
const PAUSE: Fault = { kind: 'replication.pause', table: 'baskets' }
const ALL = [FAILOVER, TERMINATE, LOSE, ISOLATE]

const OPTED_IN = { StringEquals: { 'aws:ResourceTag/blackstart:drillable': 'true' } }

const actionsOf = ({ Statement }: Policy): string[] =>
  [...new Set(Statement.flatMap(({ Action }) => Action))].toSorted()
const looks = (action: string): boolean => /:(Describe|Get|List)/.test(action)

describe('the policies that are printed', () => {
  it('read alone where nothing is drilled', () => {
    expect(actionsOf(readOnlyPolicy(ALL, NAMED)).filter((action) => !looks(action))).to.deep.equal([])
  })

  it('allow what these scenarios do, and nothing of the others', () => {
    const writes = (faults: readonly Fault[], via: 'rds' | 'fis' = 'rds'): string[] =>
      actionsOf(operatorPolicy(faults, via, SETTINGS)).filter((action) => !looks(action))
    expect(writes([FAILOVER])).to.deep.equal(['rds:FailoverDBCluster', 'rds:RebootDBInstance'])
    expect(writes([TERMINATE])).to.deep.equal(['ec2:TerminateInstances', 'ecs:StopTask'])
    expect(writes([FAILOVER], 'fis')).to.deep.equal([
      'fis:CreateExperimentTemplate',
      'fis:DeleteExperimentTemplate',
      'fis:StartExperiment',
      'fis:StopExperiment',
      'fis:TagResource',
    ])
    expect(writes([])).to.deep.equal([])
  })

  it('never allow a change of anything in general: by resource, and what is hit by its tag', () => {
    const policies = [
      operatorPolicy(ALL, 'rds', NAMED),
      operatorPolicy(ALL, 'fis', NAMED),
      fisRolePolicy(fisActionsOf(ALL, 'fis'), NAMED),
    ]
    for (const { Action, Resource, Condition, Sid } of policies.flatMap(({ Statement }) => Statement)) {
      expect(Sid).to.match(/^[A-Za-z0-9]+$/)
      expect(Action.join(), Sid).not.to.include('*')
      if (Action.every(looks)) continue
      if (Action.includes('ec2:InjectApiError')) {
        // It knows no resources: what it is done to stands in its conditions.
        expect(Condition?.['StringEquals']).to.have.property('ec2:FisActionId')
        expect(Condition?.['ForAllValues:ArnLike']?.['ec2:FisTargetArns']).to.deep.equal([
          'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:*:autoScalingGroupName/*',
        ])
        expect(Condition?.['Null']).to.deep.equal({ 'ec2:FisTargetArns': 'false' })
        continue
      }
      expect(Resource, Sid).not.to.include('*')
      if (!/^(rds|ec2|ecs):(Failover|Reboot|Terminate|Stop|Start)/.test(Action[0] ?? '')) continue
      expect(Condition, Sid).to.deep.equal(OPTED_IN)
    }
  })

  it('let copies of drills be restored, tagged and deleted, and nothing else', () => {
    const { Statement } = operatorPolicy([], 'rds', SETTINGS, handsNeeded(['RESTORE', 'RESTORE_BACKUP']))
    const changing = Statement.filter(({ Action }) => !Action.every(looks) && Action[0]?.startsWith('rds:') === true)
    const touching = changing.filter(({ Resource }) => Resource.some((arn) => /:(db|cluster):/.test(arn)))
    const copies = ['db', 'cluster'].map((kind) => `arn:aws:rds:eu-west-1:111122223333:${kind}:*-drill-*`)
    expect(touching.map(({ Sid, Resource, Condition }) => [Sid, Resource, Condition])).to.deep.equal([
      ['RestoreWhatIsOptedIn', copies.map((arn) => arn.replace('*-drill-*', '*')), OPTED_IN],
      ['RestoreCopies', copies, { Null: { 'aws:RequestTag/blackstart:drill': 'false' } }],
      ['DeleteCopies', copies, { Null: { 'aws:ResourceTag/blackstart:drill': 'false' } }],
    ])
    const may = (action: string): string[] =>
      changing.filter(({ Action }) => Action.includes(action)).map(({ Sid }) => Sid)
    expect(may('rds:AddTagsToResource')).to.deep.equal(['RestoreCopies'])
    expect(may('rds:DeleteDBInstance')).to.deep.equal(['DeleteCopies'])
    expect(restoredId('orders', 'drill-1')).to.match(/^.+-drill-.+$/)
  })

  it("let the drill's experiments be made, begun and ended, and no others", () => {
    const { Statement } = operatorPolicy([ISOLATE], 'rds', NAMED)
    const of = (action: string) =>
      Statement.filter(({ Action }) => Action.includes(action)).map(({ Resource, Condition }) => [
        Resource.map((arn) => arn.replace('arn:aws:fis:eu-west-1:111122223333:', '')),
        Condition,
      ])
    const made = { Null: { 'aws:RequestTag/blackstart:drill': 'false' } }
    const ours = { Null: { 'aws:ResourceTag/blackstart:drill': 'false' } }
    expect(of('fis:CreateExperimentTemplate')).to.deep.equal([
      [['experiment-template/*', 'action/aws:fis:wait', 'action/aws:network:disrupt-connectivity'], made],
    ])
    expect(of('fis:StartExperiment')).to.deep.equal([
      [['experiment-template/*'], ours],
      [['experiment/*'], made],
    ])
    expect(of('fis:TagResource')).to.deep.equal([[['experiment-template/*', 'experiment/*'], made]])
    expect(of('fis:StopExperiment')).to.deep.equal([[['experiment/*', 'experiment-template/*'], ours]])
  })

  it("let exactly the team's own template be started that a scenario names, while it is opted in", () => {
    const { Statement } = operatorPolicy([{ kind: 'fis', templateId: 'EXT1' }], 'rds', NAMED)
    const own = ['arn:aws:fis:eu-west-1:111122223333:experiment-template/EXT1']
    const starting = Statement.filter(({ Action }) => Action.includes('fis:StartExperiment'))
    expect(starting[0]).to.deep.include({ Resource: own, Condition: OPTED_IN })
    expect(starting.flatMap(({ Resource }) => Resource).some((arn) => arn.endsWith('experiment-template/*'))).to.equal(
      false,
    )
    expect(actionsOf({ Version: '2012-10-17', Statement })).not.to.include.members(['fis:CreateExperimentTemplate'])
  })

  it('let FIS cut subnets that are opted in, and make and end no network ACL but its own', () => {
    const { Statement } = fisRolePolicy(fisActionsOf([ISOLATE], 'fis'), NAMED)
    const of = (action: string) => Statement.filter(({ Action }) => Action.includes(action))
    const [cut] = of('ec2:ReplaceNetworkAclAssociation').filter(({ Resource }) => Resource.join().includes('subnet/'))
    expect(cut).to.deep.include({
      Resource: ['arn:aws:ec2:eu-west-1:111122223333:subnet/*'],
      Condition: OPTED_IN,
    })
    for (const { Sid, Resource, Condition } of [...of('ec2:CreateNetworkAcl'), ...of('ec2:CreateTags')]) {
      if (Resource.join().includes('network-acl/'))
        expect(Condition?.['StringEquals'], Sid).to.deep.include({ 'aws:RequestTag/managedByFIS': 'true' })
    }
  })

  it('let people do what the inputs of their runbook do, and nothing else', () => {
    const allowed = (...inputs: string[]): string[] =>
      actionsOf(operatorPolicy([], 'rds', SETTINGS, handsNeeded(inputs))).filter((action) =>
        /estore|Snapshot/.test(action),
      )
    expect(allowed('SERVICE_URL')).to.deep.equal([])
    expect(allowed('RESTORE')).to.deep.equal([
      'rds:RestoreDBClusterToPointInTime',
      'rds:RestoreDBInstanceToPointInTime',
    ])
    expect(allowed('BACKUPS', 'RESTORE_BACKUP')).to.deep.equal([
      'rds:DescribeDBClusterSnapshots',
      'rds:DescribeDBSnapshots',
      'rds:RestoreDBClusterFromSnapshot',
      'rds:RestoreDBInstanceFromDBSnapshot',
    ])
  })

  it('are beside what the hands of a runbook leave in the account, which no undo takes back', () => {
    expect(leftByHand(handsNeeded(['SHIFT', 'SERVICE_URL']))).to.deep.equal([])
    expect(leftByHand(handsNeeded(['RESTORE', 'RESTORE_BACKUP']))).to.have.length(1)
    expect(leftByHand(handsNeeded(['PROMOTE']))[0]).to.match(/the writer in the second region/)
  })

  it('let the second region be promoted in the way that the runbook does, of what is opted in, and in no other way', () => {
    const named = { ...SETTINGS, secondRegion: 'eu-central-1' }
    const promoting = (...inputs: string[]) =>
      operatorPolicy([], 'rds', named, handsNeeded(inputs)).Statement.filter(({ Sid }) => Sid === 'PromoteRegions')
    const where = ['arn:aws:rds::111122223333:global-cluster:*', 'arn:aws:rds:eu-west-1:111122223333:cluster:*']
    expect(promoting('PROMOTE')).to.deep.equal([
      {
        Sid: 'PromoteRegions',
        Effect: 'Allow',
        Action: ['rds:FailoverGlobalCluster'],
        Resource: [...where, 'arn:aws:rds:eu-central-1:111122223333:cluster:*'],
        Condition: OPTED_IN,
      },
    ])
    expect(promoting('SWITCH_OVER')[0]?.Action).to.deep.equal(['rds:SwitchoverGlobalCluster'])
    expect(promoting('PROMOTED', 'SHIFT')).to.deep.equal([])
    expect(JSON.stringify(operatorPolicy([], 'rds', SETTINGS, handsNeeded(['PROMOTE'])))).not.to.include('Global')
  })

  it('let FIS alone be given its role, and the role be taken by FIS alone, for these accounts', () => {
    const pass = operatorPolicy([LOSE], 'rds', NAMED).Statement.find(({ Action }) => Action.includes('iam:PassRole'))
    expect(pass).to.deep.include({
      Resource: [NAMED.fisRole],
      Condition: { StringEquals: { 'iam:PassedToService': 'fis.amazonaws.com' } },
    })
    expect(JSON.stringify(fisTrustPolicy(NAMED)))
      .to.include('aws:SourceAccount')
      .and.to.include('aws:SourceArn')
  })

  for (const fault of [FAILOVER, LOSE, ISOLATE, PAUSE]) {
    it(`give the role what FIS does for ${fault.kind}`, async () => {
      const plane = awsFaultPlane(new FakeAccount().reach({ ...NAMED, via: 'fis' }))
      const targets = await plane.resolve(fault, 0)
      const used = targets.flatMap((target) =>
        Object.values(specIn(target)?.actions ?? {}).map(({ actionId }) => actionId),
      )
      const granted = fisActionsOf([fault], 'fis')
      expect(used).not.to.deep.equal([])
      expect(used.filter((actionId) => !granted.has(actionId))).to.deep.equal([])
      for (const actionId of granted) expect(fisRolePolicy(new Set([actionId]), NAMED).Statement).not.to.deep.equal([])
    })
  }
})
