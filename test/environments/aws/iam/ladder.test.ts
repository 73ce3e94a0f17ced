import { expect } from 'chai'
import { exportTemplates } from '../../../../src/environments/aws/export-fis.ts'
import { fisActionsOf, operatorPolicy } from '../../../../src/environments/aws/iam/operator.ts'
import { allowing } from '../../../../src/environments/lab/aws/iam/evaluate.ts'
import type { Fault } from '../../../../src/model/fault.ts'
import { FakeAccount } from '../fake-ports.ts'

const ROLE = 'arn:aws:iam::111122223333:role/fis'
const FIS = 'arn:aws:fis:eu-west-1:111122223333'
const FAULTS: readonly Fault[] = [
  { kind: 'database.failover' },
  { kind: 'zone.lose', of: 'primary' },
  { kind: 'instance.stop', role: 'service' },
]

describe('the ladder of a first run', () => {
  for (const fault of FAULTS) {
    it(`can be climbed with what is printed for ${fault.kind}`, async () => {
      const reach = new FakeAccount().reach({ fisRole: ROLE, via: 'fis' })
      const [template] = await exportTemplates(reach, [fault])
      const { Statement } = operatorPolicy([fault], 'fis', reach.settings)
      const made = keyed('aws:RequestTag', template?.tags ?? {})
      const there = keyed('aws:ResourceTag', template?.tags ?? {})
      const mine = { 'aws:RequestTag/blackstart:drill': 'by-hand', 'aws:RequestedRegion': 'eu-west-1' }
      const begun = { 'aws:ResourceTag/blackstart:drill': 'by-hand' }
      const actions = [...fisActionsOf([fault], 'fis'), 'aws:fis:wait']
      const asks: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
        ['fis:CreateExperimentTemplate', `${FIS}:experiment-template/EXT1`, made],
        ...actions.map((id) => ['fis:CreateExperimentTemplate', `${FIS}:action/${id}`, made] as const),
        ['fis:TagResource', `${FIS}:experiment-template/EXT1`, made],
        ['iam:PassRole', ROLE, { 'iam:PassedToService': 'fis.amazonaws.com' }],
        ['fis:StartExperiment', `${FIS}:experiment-template/EXT1`, { ...there, ...mine }],
        ['fis:StartExperiment', `${FIS}:experiment/EXP1`, mine],
        ['fis:TagResource', `${FIS}:experiment/EXP1`, mine],
        ['fis:GetExperiment', `${FIS}:experiment/EXP1`, begun],
        ['fis:ListExperimentResolvedTargets', `${FIS}:experiment/EXP1`, begun],
        ['fis:StopExperiment', `${FIS}:experiment/EXP1`, begun],
        ['fis:DeleteExperimentTemplate', `${FIS}:experiment-template/EXT1`, there],
      ]
      const denied = asks.filter(
        ([action, resource, context]) => allowing(Statement, { action, resource, context }).length === 0,
      )
      expect(denied).to.deep.equal([])
      const untagged = { action: 'fis:StartExperiment', resource: `${FIS}:experiment/EXP1`, context: {} }
      expect(allowing(Statement, untagged)).to.deep.equal([])
    })
  }
})

function keyed(prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]))
}
