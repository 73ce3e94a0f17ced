import { expect } from 'chai'
import { waitFor, WaitTimeoutError } from '../../src/system/wait.ts'

describe('waitFor', () => {
  it('returns what was seen, also when it came late and is falsy otherwise', async () => {
    let looks = 0
    expect(
      await waitFor('third look', () => (++looks === 3 ? 0 : undefined), { timeoutMs: 5000, everyMs: 1 }),
    ).to.equal(0)
    expect(looks).to.equal(3)
  })

  it('looks at least once, without any time to wait', async () => {
    expect(await waitFor('there', () => 'there', { timeoutMs: 0 })).to.equal('there')
  })

  it('names what did not come', async () => {
    const failure: unknown = await waitFor('rain', () => false, { timeoutMs: 5, everyMs: 1 }).catch((e: unknown) => e)
    expect(failure).to.be.instanceOf(WaitTimeoutError)
    expect((failure as Error).message).to.equal('rain: not within 5 ms')
  })

  it('passes on the error of a look', async () => {
    const look = (): never => {
      throw new TypeError('blind')
    }
    expect(await waitFor('x', look, { timeoutMs: 5000 }).catch((e: unknown) => e)).to.be.instanceOf(TypeError)
  })

  it('ends with the reason of the signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    expect(await waitFor('x', () => true, { timeoutMs: 5000, signal }).catch((e: unknown) => e)).to.equal(signal.reason)
  })
})
