import { expect } from 'chai'
import { untilSignal } from '../../src/cli/signals.ts'

describe('untilSignal', () => {
  it('is aborted by the first signal, and a second one changes nothing', () => {
    const interrupt = untilSignal()
    try {
      expect(interrupt.signal.aborted).to.equal(false)
      // Only the listeners are called: no signal is sent.
      process.emit('SIGTERM')
      process.emit('SIGINT')
      expect(interrupt.signal.reason).to.equal('SIGTERM')
    } finally {
      interrupt.release()
    }
  })

  it('leaves no listener behind', () => {
    const before = process.listenerCount('SIGINT')
    const interrupt = untilSignal()
    expect(process.listenerCount('SIGINT')).to.equal(before + 1)
    interrupt.release()
    expect(process.listenerCount('SIGINT')).to.equal(before)
  })
})
