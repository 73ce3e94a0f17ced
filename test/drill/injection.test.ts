import { expect } from 'chai'
import { schedule, startsClock } from '../../src/drill/injection.ts'
import type { Fault } from '../../src/model/fault.ts'

const KILL: Fault = { kind: 'database.kill', role: 'primary' }
const HOLD: Fault = { kind: 'replication.hold', lead: '2s' }

describe('when a fault is due', () => {
  it('is at once when nothing prepares it', () => {
    expect(schedule([KILL]).map(({ atMs }) => atMs)).to.deep.equal([0])
  })

  it('comes after what prepares it, whatever their order in the scenario', () => {
    const due = schedule([KILL, HOLD])
    expect(due.map(({ fault, atMs }) => [fault.kind, atMs])).to.deep.equal([
      ['replication.hold', 0],
      ['database.kill', 2_000],
    ])
  })

  it('counts "at" from the end of the lead', () => {
    const due = schedule([{ ...KILL, at: '500ms' }, HOLD])
    expect(due.at(-1)).to.deep.include({ atMs: 2_500 })
  })
})

describe('which fault starts the clock', () => {
  it('is the first that breaks something', () => {
    expect([HOLD, KILL].map((_, index) => startsClock([HOLD, KILL], index))).to.deep.equal([false, true])
  })

  it('is the one that says so', () => {
    const faults: Fault[] = [KILL, { ...KILL, role: 'standby', startsClock: true }]
    expect(faults.map((_, index) => startsClock(faults, index))).to.deep.equal([false, true])
  })
})
