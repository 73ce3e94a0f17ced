import { expect } from 'chai'
import { DrillSandbox, provideK6 } from '../support/drill.ts'
import { missingIn } from '../support/lost-by-sql.ts'

/** How many drills in a row. Twenty by hand: `BLACKSTART_SYNC_RUNS=20 npm run test:drills`. */
const RUNS = Number(process.env['BLACKSTART_SYNC_RUNS'] ?? 3)

/** The asynchronous counterpart, held against SQL, is in test/integration/drill/loss.test.ts. */
describe(`${RUNS} kills of a synchronous primary in a row`, function () {
  this.timeout(300_000)
  let sandbox: DrillSandbox

  before(async function () {
    this.timeout(900_000)
    await provideK6()
  })
  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox.dispose())

  for (let run = 1; run <= RUNS; run++) {
    it(`run ${run}: passes and loses nothing`, async () => {
      const drill = await sandbox.start('database-kill')
      const { verdict, reasons, measurements } = await drill.report()
      expect((await drill.ended).code, JSON.stringify(reasons)).to.equal(0)
      expect(verdict).to.equal('pass')
      expect(measurements.writes.lost).to.equal(0)
      expect(measurements.writes.acknowledged).to.be.greaterThan(1_000)
      expect(missingIn(sandbox.record()).lost).to.deep.equal([])
      expect(await sandbox.remains()).to.deep.equal([])
    })
  }
})
