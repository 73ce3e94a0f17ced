import { expect } from 'chai'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import type { Experiment } from '../../../../src/environments/aws/ports/fis.ts'
import { monotonicNow } from '../../../../src/system/clock.ts'
import { FakeAccount, intended } from '../fake-ports.ts'
import { CUT_OFF } from '../fake-fis.ts'

const SETTINGS = { fisRole: 'arn:aws:iam::111122223333:role/fis', via: 'fis' } as const

describe('the moment of a fault that FIS injects', () => {
  /** Experiments go through these states, a look each, and stay in the last one. @returns when each look was answered */
  const going = (account: FakeAccount, states: readonly Partial<Experiment>[]): string[] => {
    const answeredNs: string[] = []
    const get = account.fis.get.bind(account.fis)
    account.fis.get = async (id) => {
      const seen = await get(id)
      if (seen.actionsMode === 'skip-all') return seen
      answeredNs.push(monotonicNow())
      const state = states[Math.min(answeredNs.length, states.length) - 1]
      return { ...seen, ...state, actions: state?.actions ?? seen.actions }
    }
    return answeredNs
  }

  it('lies between the last look at which nothing had begun and the first at which something had', async () => {
    const account = new FakeAccount()
    const plane = awsFaultPlane(account.reach(SETTINGS))
    const target = intended((await plane.resolve({ kind: 'zone.isolate', of: 'primary' }, 0))[0])
    const waiting = [{ ...CUT_OFF, status: 'pending' }]
    const answeredNs = going(account, [
      // The answer to the start.
      { status: 'pending', actions: waiting },
      { status: 'initiating', actions: waiting },
      { status: 'running', actions: waiting },
      { status: 'running', actions: [{ ...CUT_OFF, status: 'running' }] },
    ])
    const { askedNs, returnedNs } = await plane.inject(target)
    const [, second = 0n, third = 0n, fourth = 0n] = answeredNs.map(BigInt)
    expect(answeredNs).to.have.length(4)
    expect([BigInt(askedNs) >= second, BigInt(askedNs) <= third], 'the last look in vain').to.deep.equal([true, true])
    expect(BigInt(returnedNs) >= fourth, 'the first at which it acts').to.equal(true)
  })

  it('is that of the request, where it never acts', async () => {
    const account = new FakeAccount()
    account.fis.begins = { status: 'failed', reason: 'denied', actions: [] }
    const plane = awsFaultPlane(account.reach(SETTINGS))
    const target = intended((await plane.resolve({ kind: 'database.failover' }, 0))[0])
    const beforeNs = BigInt(monotonicNow())
    const { askedNs, returnedNs } = await plane.inject(target)
    expect([beforeNs <= BigInt(askedNs), BigInt(askedNs) <= BigInt(returnedNs)]).to.deep.equal([true, true])
  })
})
