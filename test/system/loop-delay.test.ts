import { expect } from 'chai'
import { setTimeout as sleep } from 'node:timers/promises'
import { LoopDelayWatch } from '../../src/system/loop-delay.ts'

describe('LoopDelayWatch', () => {
  it('sees how long the event loop stood still, once', async () => {
    const watch = new LoopDelayWatch()
    try {
      await sleep(40)
      const until = performance.now() + 120
      while (performance.now() < until);
      await sleep(40)
      expect(watch.takeMaxNs()).to.be.at.least(90e6)
      expect(watch.takeMaxNs()).to.equal(0)
    } finally {
      watch.close()
    }
  })
})
