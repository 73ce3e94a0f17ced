import { expect } from 'chai'
import { together } from '../../src/system/together.ts'

const never = new AbortController().signal

describe('together', () => {
  it('ends when everything has ended', async () => {
    const done: string[] = []
    await together(never, [async () => done.push('one'), async () => done.push('other')])
    expect(done).to.deep.equal(['one', 'other'])
  })

  it('calls the others off at the first failure, and waits until they have ended', async () => {
    const done: string[] = []
    const other = (signal: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () =>
          setImmediate(() => {
            done.push('ended')
            reject(new Error('called off'))
          }),
        )
      })
    const failing = async (): Promise<never> => {
      throw new Error('the first')
    }
    expect(await together(never, [other, failing]).catch(String)).to.equal('Error: the first')
    expect(done).to.deep.equal(['ended'])
  })

  it('is called off by its signal, with its reason', async () => {
    const waiting = (signal: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('mine'))))
    const interrupt = new AbortController()
    const running = together(interrupt.signal, [waiting]).catch(String)
    interrupt.abort(new Error('stopped'))
    expect(await running).to.equal('Error: stopped')
  })
})
