import { expect } from 'chai'
import { smallestWindow } from '../../src/scenario/smallest-window.ts'

describe('smallestWindow', () => {
  it('is the window at which the Wilson interval of nothing but good probes reaches the level', () => {
    const lowerLimit = (n: number) => n / (n + 1.959964 ** 2)
    for (const level of [0.5, 0.9, 0.95, 0.99, 0.999]) {
      const n = smallestWindow(level)
      expect(lowerLimit(n)).to.be.at.least(level)
      expect(lowerLimit(n - 1)).to.be.below(level)
    }
  })

  it('is 73 probes for 95 % and 381 for 99 %', () => {
    expect(smallestWindow(0.95)).to.equal(73)
    expect(smallestWindow(0.99)).to.equal(381)
  })
})
