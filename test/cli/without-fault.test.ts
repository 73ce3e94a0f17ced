import { expect } from 'chai'
import { judgeWithoutFault } from '../../src/cli/without-fault.ts'
import type { TimedEvent } from '../../src/runbook/execute/events.ts'
import { change, runbookOf } from '../integration/runbook/a-runbook.ts'

describe('judgeWithoutFault', () => {
  // It declares to stop at check 1.1.
  const runbook = runbookOf([change('a')])
  const at = (step: number, part: number, exitCode = 1) => ({ text: 'it stopped', stoppedAt: { step, part, exitCode } })
  const judge = (result: Parameters<typeof judgeWithoutFault>[1], events: readonly TimedEvent[] = []) =>
    judgeWithoutFault(runbook, result, events)

  it('passes where the declared check says no', () => {
    expect(judge(at(1, 1))).to.deep.equal({
      passed: true,
      text: 'nothing was broken: it stopped at check 1.1, as it declares, and changed nothing',
    })
  })

  it('fails where another check stops it', () => {
    expect(judge(at(2, 2))).to.deep.equal({
      passed: false,
      text: 'it declares to stop at check 1.1, and: it stopped',
    })
  })

  it('fails where the check could not ask: a missing program says nothing', () => {
    expect(judge(at(1, 1, 127)).text).to.equal('check 1.1 stopped it, but did not say no: exit 127')
    expect(judge(at(1, 1, 2)).passed).to.equal(false)
  })

  it('fails where a change was begun, wherever it stopped', () => {
    const begun: TimedEvent = { kind: 'begin', step: 2, part: 1, atMs: 0, wall: '' }
    expect(judge(at(1, 1), [begun]).text).to.equal('nothing was broken, and it began the change of step 2')
  })

  it('fails where nothing stopped it', () => {
    expect(judge({ text: 'every step was done' }).passed).to.equal(false)
  })
})
