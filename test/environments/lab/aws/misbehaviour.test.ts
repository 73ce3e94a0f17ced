import { expect } from 'chai'
import { Conduct } from '../../../../src/environments/lab/aws/misbehaviour.ts'

const ACTION = 'rds:FailoverDBCluster'
const ASK = {
  action: ACTION,
  resource: 'arn:aws:rds:eu-west-1:000000000000:cluster:orders',
  context: { 'aws:ResourceTag/blackstart:drillable': 'true' },
}

describe('the conduct of the AWS endpoints', () => {
  const outcome = (conduct: Conduct, principal: 'operator' | 'fis' = 'operator') => {
    try {
      conduct.pass({ action: ACTION, asks: [ASK], principal })
      return 'passes'
    } catch (error) {
      return (error as { code: string }).code
    }
  }

  it('is good at first, and again when nothing else is asked for', () => {
    const conduct = new Conduct()
    expect(outcome(conduct)).to.equal('passes')
    conduct.set({ deny: [ACTION] })
    expect(outcome(conduct)).to.equal('AccessDenied')
    conduct.set({})
    expect(outcome(conduct)).to.equal('passes')
  })

  it('allows nothing but what the policies say that are attached, to each what is its own', () => {
    const Condition = { StringEquals: { 'aws:ResourceTag/blackstart:drillable': 'true' } }
    const allowed = { Effect: 'Allow', Action: [ACTION], Resource: [ASK.resource], Condition }
    const operator = { Statement: [allowed] }
    const conduct = new Conduct({ policies: { operator } })
    expect([outcome(conduct), outcome(conduct, 'fis')]).to.deep.equal(['passes', 'AccessDenied'])
    conduct.set({ policies: { operator: { Statement: [] }, fisRole: { policy: operator } } })
    expect([outcome(conduct), outcome(conduct, 'fis')]).to.deep.equal(['AccessDenied', 'passes'])
    const others = { StringEquals: { 'aws:ResourceTag/blackstart:drillable': 'false' } }
    conduct.set({ policies: { operator: { Statement: [{ ...allowed, Condition: others }] } } })
    expect(outcome(conduct)).to.equal('AccessDenied')
  })

  it('throttles as many calls as it is told to', () => {
    const conduct = new Conduct()
    conduct.set({ throttle: { [ACTION]: 2 } })
    expect([outcome(conduct), outcome(conduct), outcome(conduct)]).to.deep.equal(['Throttling', 'Throttling', 'passes'])
  })

  it('takes the credentials of the operator away, and not the role of an experiment', () => {
    const conduct = new Conduct()
    conduct.set({ credentialsExpireAt: new Date(0).toISOString() })
    expect(outcome(conduct)).to.equal('ExpiredToken')
    expect(outcome(conduct, 'fis')).to.equal('passes')
    conduct.set({ credentialsExpireAt: '2999-01-01T00:00:00Z' })
    expect(outcome(conduct)).to.equal('passes')
  })

  it('hides the opt-in tag wherever it stands, and nothing else', () => {
    const at = new Date(0)
    const answer = { at, Reservations: [{ Tags: [{ Key: 'blackstart:drillable', Value: 'true' }, { Key: 'Name' }] }] }
    expect(new Conduct().told(answer)).to.equal(answer)
    expect(new Conduct({ untagged: true }).told(answer)).to.deep.equal({
      at,
      Reservations: [{ Tags: [{ Key: 'Name' }] }],
    })
  })

  it('names everything that it does not know', () => {
    expect(() => new Conduct().set({ deny: 'all', account: '12', explode: true })).to.throw(
      /deny[\s\S]*account[\s\S]*explode/,
    )
  })
})
