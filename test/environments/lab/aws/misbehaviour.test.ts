import { expect } from 'chai'
import { Conduct } from '../../../../src/environments/lab/aws/misbehaviour.ts'

const ACTION = 'rds:FailoverDBCluster'

describe('the conduct of the AWS endpoints', () => {
  const outcome = (conduct: Conduct, principal: 'operator' | 'fis' = 'operator') => {
    try {
      conduct.pass(ACTION, { principal })
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
