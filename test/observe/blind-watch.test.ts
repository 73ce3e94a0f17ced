import { expect } from 'chai'
import { BlindWatch } from '../../src/observe/blind-watch.ts'

describe('BlindWatch', () => {
  function blindWindows(ticksNs: readonly number[]): [number, number][] {
    const windows: [number, number][] = []
    const watch = new BlindWatch(0, 20e6, (fromNs, toNs) => windows.push([fromNs, toNs]))
    for (const atNs of ticksNs) watch.tick(atNs)
    return windows
  }

  it('reports nothing while ticks are no further apart than the limit', () => {
    expect(blindWindows([5e6, 25e6, 45e6])).to.deep.equal([])
  })

  it('reports a longer gap from the last tick before it to the first after it', () => {
    expect(blindWindows([5e6, 25e6 + 1, 30e6])).to.deep.equal([[5e6, 25e6 + 1]])
  })

  it('counts the gap before the first tick', () => {
    expect(blindWindows([21e6])).to.deep.equal([[0, 21e6]])
  })
})
