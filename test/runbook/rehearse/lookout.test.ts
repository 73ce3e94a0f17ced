import { expect } from 'chai'
import { lookOut } from '../../../src/runbook/rehearse/lookout.ts'

describe('lookOut', () => {
  it('turns when what was not true becomes true', async () => {
    const seen = [false, false, true]
    const lookout = lookOut(async () => seen.shift() ?? true, 1)
    expect(lookout.green()).to.equal(undefined)
    await lookout.turned
    await lookout.stop()
    expect(lookout.green()).to.equal(true)
    expect(lookout.already()).to.equal(false)
    expect(seen).to.deep.equal([])
  })

  it('knows what was true already, which says nothing about the person', async () => {
    const seen = [true, true]
    const enough = Promise.withResolvers<void>()
    const lookout = lookOut(async () => {
      if (seen.length === 0) enough.resolve()
      return seen.shift() ?? true
    }, 1)
    await enough.promise
    await lookout.stop()
    expect(lookout.already()).to.equal(true)
  })

  it('takes what cannot be looked at for not true', async () => {
    const outcomes = [() => Promise.reject(new Error('gone')), async () => true]
    const lookout = lookOut(async () => (await outcomes.shift()?.()) ?? true, 1)
    await lookout.turned
    await lookout.stop()
  })

  it('ends the look that is under way when it is stopped, and looks no more', async () => {
    let looks = 0
    const lookout = lookOut(async (signal) => {
      looks += 1
      return await new Promise<boolean>((resolve) => signal.addEventListener('abort', () => resolve(true)))
    }, 1)
    await lookout.stop()
    expect(looks).to.equal(1)
    expect(lookout.green()).to.equal(undefined)
  })
})
