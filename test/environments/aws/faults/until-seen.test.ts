import { expect } from 'chai'
import { because, untilSeen } from '../../../../src/environments/aws/faults/until-seen.ts'
import { serviceError } from '../fake-ports.ts'

const WAITS = { timeoutMs: 20, everyMs: 1 }

describe('looking until there is something to see', () => {
  /** Each look takes the next of these; the last one stands. */
  const looks = (...answers: readonly (object | Error | undefined)[]) => {
    const left = [...answers]
    return async () => {
      const answer = left.length > 1 ? left.shift() : left[0]
      if (answer instanceof Error) throw answer
      return answer
    }
  }

  it('goes on through throttling, a 5xx and a lost connection', async () => {
    const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
    const passing = [serviceError('Throttling', 400), serviceError('InternalFailure', 503), lost]
    const patient = { ...WAITS, timeoutMs: 10_000 }
    expect(await untilSeen(looks(...passing, { it: 'is there' }), patient)).to.deep.equal({ seen: { it: 'is there' } })
  })

  it('ends at a refusal, and says which', async () => {
    const sight = await untilSeen(looks(serviceError('AccessDenied', 403), { it: 'is there' }), WAITS)
    expect(sight.seen).to.equal(undefined)
    expect(because(sight)).to.match(/^ \(it could not be looked at: .*blackstart iam/)
  })

  it('tells nothing to be seen from not having been able to look', async () => {
    expect(await untilSeen(looks(undefined), WAITS)).to.deep.equal({})
    const sight = await untilSeen(looks(undefined, serviceError('Throttling', 400)), WAITS)
    expect(because(sight)).to.include('Throttling')
    expect(because({})).to.equal('')
  })
})
