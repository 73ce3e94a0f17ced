import { expect } from 'chai'
import { EpochGate, StaleEpochError } from '../../../../src/environments/lab/labd/epoch-gate.ts'

describe('EpochGate', () => {
  it('lets the present epoch and newer ones pass', () => {
    const gate = new EpochGate()
    for (const epoch of [1, 1, 2]) expect(() => gate.pass(epoch)).to.not.throw()
  })

  it('stops those from whom the drill was taken over', () => {
    const gate = new EpochGate()
    gate.pass(1)
    gate.see(2)
    expect(() => gate.pass(1)).to.throw(StaleEpochError, 'epoch 1 has ended, the drill is in epoch 2')
  })
})
