import { expect } from 'chai'
import { calibrateReal, type CalibratedSeries } from '../../calibrate/real/calibration.ts'
import { isOpen } from '../../calibrate/summary.ts'

/** A sample with one seed; `npm run calibrate` makes some eighty outages, with another one each time. */
const SEED = 2
const COMMON = { name: 'sample', goodWithinMs: 250, backgroundErrors: 0, baselineMs: 1_500 }

describe('measuring real outages of which the truth is known', function () {
  this.timeout(60_000)

  let http: CalibratedSeries
  let sql: CalibratedSeries

  before(async () => {
    // Both at once: they wait most of the time.
    const modes = ['refuse', 'blackhole', 'slow', 'frozen'] as const
    ;[http, sql] = await Promise.all([
      calibrateReal({ ...COMMON, target: 'http', intervalMs: 10, modes, stalledShare: 0.5 }, SEED),
      calibrateReal({ ...COMMON, target: 'sql', intervalMs: 20, modes: ['reset', 'blackhole'], stalledShare: 0 }, SEED),
    ])
  })

  /** On a machine so busy that the service stood still by itself, there were outages that nobody planned. */
  function expectTruth({ outages, disturbed }: CalibratedSeries): void {
    expect(outages.flatMap(({ kind, misses }) => misses.map((miss) => `${kind}: ${miss}`))).to.deep.equal([])
    const closed = outages.filter((outage) => !isOpen(outage))
    expect(closed.length + disturbed.length, 'outages that were measured from end to end').to.be.greaterThan(0)
  }

  it('holds the truth in every interval: an order service over HTTP', () => expectTruth(http))

  it('holds the truth in every interval: PostgreSQL behind the relay', () => expectTruth(sql))
})
