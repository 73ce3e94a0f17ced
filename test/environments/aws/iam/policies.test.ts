import { expect } from 'chai'
import { specIn } from '../../../../src/environments/aws/faults/by-fis.ts'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import { fisRolePolicy, fisTrustPolicy } from '../../../../src/environments/aws/iam/fis-role.ts'
import { fisActionsOf, operatorPolicy, readOnlyPolicy } from '../../../../src/environments/aws/iam/operator.ts'
import { handsNeeded } from '../../../../src/environments/aws/iam/by-hand.ts'
import type { Policy } from '../../../../src/environments/aws/iam/policy.ts'
import type { Fault } from '../../../../src/model/fault.ts'
import { FakeAccount, SETTINGS } from '../fake-ports.ts'

const NAMED = { ...SETTINGS, fisRole: 'arn:aws:iam::111122223333:role/fis', sharedStore: { bucket: 'b', prefix: 'p/' } }
const FAILOVER: Fault = { kind: 'database.failover' }
const TERMINATE: Fault = { kind: 'instance.terminate', role: 'service' }
const LOSE: Fault = { kind: 'zone.lose', of: 'primary' }
const ISOLATE: Fault = { kind: 'zone.isolate', of: 'primary' }
const ALL = [FAILOVER, TERMINATE, LOSE, ISOLATE]

const actionsOf = ({ Statement }: Policy): string[] => Statement.flatMap(({ Action }) => Action).toSorted()
const looks = (action: string): boolean => /:(Describe|Get|List)/.test(action)

describe('the policies that are printed', () => {
  it('read alone where nothing is drilled', () => {
    expect(actionsOf(readOnlyPolicy(NAMED)).filter((action) => !looks(action))).to.deep.equal([])
  })

  it('allow what these scenarios do, and nothing of the others', () => {
    const writes = (faults: readonly Fault[], via: 'rds' | 'fis' = 'rds'): string[] =>
      actionsOf(operatorPolicy(faults, via, SETTINGS)).filter((action) => !looks(action))
    expect(writes([FAILOVER])).to.deep.equal(['rds:FailoverDBCluster', 'rds:RebootDBInstance'])
    expect(writes([TERMINATE])).to.deep.equal(['ec2:TerminateInstances'])
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
      expect(Resource, Sid).not.to.include('*')
      if (!/^(rds|ec2):(Failover|Reboot|Terminate|Stop|Start)/.test(Action[0] ?? '')) continue
      expect(Condition, Sid).to.deep.equal({ StringEquals: { 'aws:ResourceTag/blackstart:drillable': 'true' } })
    }
  })

  it('let a copy be restored, and nothing be deleted that bears no tag of a drill', () => {
    const { Statement } = operatorPolicy([], 'rds', SETTINGS, handsNeeded(['RESTORE', 'RESTORE_BACKUP']))
    const deleting = Statement.filter(({ Action }) => Action.some((action) => action.includes('Delete')))
    expect(deleting.map(({ Action, Condition }) => [Action, Condition])).to.deep.equal([
      [['rds:DeleteDBCluster', 'rds:DeleteDBInstance'], { Null: { 'aws:ResourceTag/blackstart:drill': 'false' } }],
    ])
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

  for (const fault of [FAILOVER, LOSE, ISOLATE]) {
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
