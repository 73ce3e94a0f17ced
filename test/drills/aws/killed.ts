import { expect } from 'chai'
import { reportIn } from '../../support/drill.ts'
import type { AwsSuite } from './suite.ts'

/** Drills whose harness does not live to their end. */
export function killed(suite: AwsSuite): void {
  const ISOLATION = { scenario: 'zone-isolation' }

  it('the harness, while a zone is cut off: the watchdog stops the experiment, and nothing is left', async () => {
    const drill = await suite.start(ISOLATION)
    await drill.phase('recover')
    drill.signal('SIGKILL')
    expect((await drill.ended).signal).to.equal('SIGKILL')
    expect(await suite.sandbox.remains()).to.deep.equal([])
    const report = reportIn(suite.sandbox.record())
    expect(report.reasons.map(({ code }) => code)).to.include('killed')
    expect(report.faults.map(({ kind, undo }) => [kind, undo?.undone])).to.deep.equal([['zone.isolate', true]])
    await suite.expectAllowed(ISOLATION)
  })
}
