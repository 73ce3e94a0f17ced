import { quantileBounds, valuesNeeded } from '../measure/quantile-bounds.ts'
import type { Interval } from '../model/interval.ts'
import { REPORT_SCHEMA_VERSION, type Report } from '../report/schema.ts'
import type { LossSummary, RtaSummary, Series } from '../report/series.ts'

/**
 * Puts drills of one scenario together.
 *
 * @param planned - how many were asked for: a series that ended early has not shown what it was to show, so it cannot pass
 */
export function seriesOf(drills: readonly Report[], planned: number): Series {
  const verdicts = { pass: 0, fail: 0, inconclusive: 0 }
  for (const { verdict } of drills) verdicts[verdict]++
  const [first] = drills
  const complete = drills.length > 0 && drills.length >= planned
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    verdict: verdicts.fail > 0 ? 'fail' : verdicts.inconclusive > 0 || !complete ? 'inconclusive' : 'pass',
    drills,
    summary: {
      scenario: first?.drill.scenario ?? '',
      environment: first?.drill.environment ?? '',
      planned,
      ran: drills.length,
      verdicts,
      rtaMs: rtaSummary(drills),
      loss: lossSummary(drills),
    },
  }
}

function rtaSummary(drills: readonly Report[]): RtaSummary {
  const values = drills
    .flatMap(({ drill, measurements, validity }) => {
      const rta = rtaOf(measurements)
      // What an invalid drill measured is no sample of anything.
      return rta === undefined || !isValid({ validity }) ? [] : [{ drill: drill.id, ...rta }]
    })
    .toSorted((a, b) => (a.hi ?? Infinity) - (b.hi ?? Infinity))
  const los = values.map(({ lo }) => lo ?? 0)
  const his = values.map(({ hi }) => hi ?? Infinity)
  const bound = quantileBounds(his, 0.95).hi
  return {
    drills: values.length,
    values,
    median: { lo: known(median(los)), hi: known(median(his)) },
    range: { lo: known(values.length === 0 ? undefined : Math.min(...los)), hi: known(his.at(-1)) },
    p95AtMost: known(bound ?? undefined),
    p95Needs: valuesNeeded(0.95),
  }
}

function isValid({ validity }: Pick<Report, 'validity'>): boolean {
  return validity.every(({ holds }) => holds)
}

/** The recovery time of a drill; where nothing failed, how long an outage could have been unseen. */
function rtaOf({ rtaMs, noOutageLongerThanMs }: Report['measurements']): Interval | undefined {
  if (rtaMs.lo !== null || rtaMs.hi !== null) return rtaMs
  return noOutageLongerThanMs === null ? undefined : { lo: 0, hi: noOutageLongerThanMs }
}

function lossSummary(drills: readonly Report[]): LossSummary {
  const lost = drills.flatMap(({ measurements, validity }) => {
    const count = measurements.writes.lost
    // Loss is loss; but that a drill lost nothing says something only if the drill was one.
    return count === null || (count === 0 && !isValid({ validity })) ? [] : [count]
  })
  const lossy = lost.filter((count) => count > 0).length
  // Rule of three: with n drills without loss, a probability above 3 / n would have shown itself with 95 %.
  const probabilityAtMost = lossy > 0 || lost.length === 0 ? null : Math.min(1, 3 / lost.length)
  return { drills: lost.length, lossy, probabilityAtMost }
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2
}

/** A drill that never recovered is longer than any number: it makes what rests on it unbounded. */
function known(value: number | undefined): number | null {
  return value === undefined || value === Infinity ? null : value
}
