import { expect } from 'chai'
import { longestDrillMs } from '../../src/drill/longest.ts'
import type { Fault } from '../../src/model/fault.ts'

const MINUTE = 60_000

describe('the longest that a drill may take', () => {
  const longest = (faults: readonly Fault[], driver = {}): number => {
    const plan = {
      scenario: { faults },
      warmUp: { atMostMs: MINUTE },
      measurement: { giveUpMs: 5 * MINUTE, holdDownMs: 3_000 },
      settings: { undo: 7 * MINUTE },
    }
    return longestDrillMs(plan as unknown as Parameters<typeof longestDrillMs>[0], driver)
  }
  const STOP: Fault = { kind: 'instance.stop', role: 'service' }

  it('has room for the undo of every target, one after the other', () => {
    expect(longest([{ ...STOP, count: 9 }]) - longest([STOP])).to.equal(8 * 90_000)
    expect(longest([STOP, { ...STOP, at: '10s' }]) - longest([STOP])).to.equal(90_000 + 10_000)
  })

  it('has room for an environment that takes its time, to begin and to undo', () => {
    const driver = { patience: () => ({ injectMs: 4 * MINUTE, undoMs: 5 * MINUTE }) }
    expect(longest([STOP], driver) - longest([STOP])).to.equal(9 * MINUTE - 90_000)
    const asSet = { patience: (_fault: Fault, { undo }: { readonly undo?: number }) => ({ injectMs: 0, undoMs: undo }) }
    expect(longest([STOP], asSet)).to.equal(longest([STOP]) + 7 * MINUTE - 90_000)
    const quick = { patience: () => ({ injectMs: 0, undoMs: 10 }) }
    expect(longest([STOP], quick)).to.equal(longest([STOP]))
  })
})
