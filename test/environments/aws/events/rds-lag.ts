import type { LagPeriod } from '../../../../src/environments/aws/ports/metrics.ts'

/** A minute of the lag of a global database. */
export function rdsLag(from: Date, leastMs: number, mostMs: number): LagPeriod {
  return { metric: 'AuroraGlobalDBRPOLag', from, to: new Date(from.getTime() + 60_000), leastMs, mostMs }
}
