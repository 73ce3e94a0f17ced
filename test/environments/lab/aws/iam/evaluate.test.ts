import { expect } from 'chai'
import type { Ask } from '../../../../../src/environments/lab/aws/iam/ask.ts'
import { UnknownToEvaluator } from '../../../../../src/environments/lab/aws/iam/condition.ts'
import { allowing, type PolicyStatement } from '../../../../../src/environments/lab/aws/iam/evaluate.ts'

const ASK: Ask = { action: 'rds:DeleteDBInstance', resource: 'arn:aws:rds:eu-west-1:1:db:orders-drill-1', context: {} }
const STATEMENT: PolicyStatement = { Effect: 'Allow', Action: [ASK.action], Resource: ['arn:aws:rds:eu-west-1:1:db:*'] }

describe('a statement of a policy', () => {
  const rows: readonly (readonly [string, Partial<PolicyStatement>, boolean])[] = [
    ['allows what it says', {}, true],
    ['allows by a name with wildcards', { Resource: ['arn:aws:rds:eu-west-1:1:db:*-drill-*'] }, true],
    ['allows an action in whatever case', { Action: ['RDS:deletedbinstance'] }, true],
    ['allows actions by a wildcard', { Action: ['rds:Delete*'] }, true],
    ['does not allow another action', { Action: ['rds:DeleteDBCluster'] }, false],
    ['does not allow it elsewhere', { Resource: ['arn:aws:rds:eu-west-2:1:db:*'] }, false],
    ['does not allow it in another account', { Resource: ['arn:aws:rds:eu-west-1:2:db:*'] }, false],
    ['does not let a wildcard reach over the parts of an ARN', { Resource: ['arn:aws:rds:*:db:*'] }, false],
    ['does not allow it on something of another kind', { Resource: ['arn:aws:rds:eu-west-1:1:cluster:*'] }, false],
    ['does not allow what its condition does not', { Condition: { Null: { 'aws:TagKeys': 'false' } } }, false],
  ]
  for (const [name, change, expected] of rows) {
    it(name, () => {
      expect(allowing([{ ...STATEMENT, ...change }], ASK)).to.have.length(expected ? 1 : 0)
    })
  }

  it('that names resources allows no action that knows none', () => {
    const ask = { ...ASK, action: 'route53:TestDNSAnswer', resource: '*' }
    const statement = { ...STATEMENT, Action: [ask.action], Resource: ['arn:aws:route53:::hostedzone/Z1'] }
    expect(allowing([statement], ask)).to.deep.equal([])
    expect(allowing([{ ...statement, Resource: ['*'] }], ask)).to.have.length(1)
  })

  it('of another effect is not understood', () => {
    expect(() => allowing([{ ...STATEMENT, Effect: 'Deny' }], ASK)).to.throw(UnknownToEvaluator, 'Deny')
  })
})
