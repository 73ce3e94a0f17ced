import { expect } from 'chai'
import { RecordFolder } from '../../../src/drill/record.ts'
import { readLedger } from '../../../src/ledger/read-ledger.ts'
import { reportIn } from '../../support/drill.ts'
import type { AwsDrill, AwsSuite } from './suite.ts'

/** Drills whose harness does not live to their end. */
export function killed(suite: AwsSuite): void {
  const DRILLS: Readonly<Record<string, AwsDrill>> = {
    'a zone is cut off: the watchdog stops the experiment': { scenario: 'zone-isolation' },
    // Asked of Route 53 itself: nothing ends it but an undo.
    'a health check is inverted: the watchdog turns it back': {
      scenario: 'test/fixtures/aws/scenarios/dns-failover.ts',
    },
  }

  for (const [what, drilled] of Object.entries(DRILLS)) {
    it(`the harness, while ${what}, and nothing is left`, async () => {
      const drill = await suite.start(drilled)
      await drill.phase('recover')
      drill.signal('SIGKILL')
      expect((await drill.ended).signal).to.equal('SIGKILL')
      expect(await suite.sandbox.remains()).to.deep.equal([])
      const record = suite.sandbox.record()
      const report = reportIn(record)
      expect(report.reasons.map(({ code }) => code)).to.include('killed')
      expect(report.faults.map(({ undo }) => undo?.undone)).to.deep.equal([true])
      expect(report.faults[0]?.undo?.text).not.to.include('discarded')
      const { injections } = readLedger(new RecordFolder(record).ledger)
      expect(injections.map(({ undoneBy }) => undoneBy)).to.deep.equal(['watchdog'])
      await suite.expectAllowed(drilled)
    })
  }
}
