import { ms, quantile, tableOf } from '../test/calibrate/table.ts'
import type { BenchedDrill } from './drills.ts'

/** How much later than planned the prober sends while the load runs: alone, and beside a process that takes a core. */
export function sendLag(quiet: readonly BenchedDrill[], besideHog: BenchedDrill): string {
  const row = (name: string, drills: readonly BenchedDrill[]): string[] => {
    const streams = drills.flatMap(({ report }) => report.streams.filter(({ source }) => source === 'probe'))
    const lags = (of: (stream: (typeof streams)[number]) => number | null): number[] =>
      streams.flatMap((s) => of(s) ?? [])
    const bounds = drills.map(({ report }) => report.measurements.serviceTimeMs ?? NaN)
    return [
      name,
      ms(
        quantile(
          lags(({ sendLagP999Ms }) => sendLagP999Ms),
          0.5,
        ),
      ),
      ms(
        quantile(
          lags(({ sendLagMaxMs }) => sendLagMaxMs),
          1,
        ),
      ),
      ms(quantile(bounds, 0.5)),
    ]
  }
  return tableOf([
    ['send lag under load, ms', 'p99.9 (median of the streams)', 'longest', 'ℓ* (send lag and service time)'],
    row('quiet', quiet),
    row('beside one CPU hog', [besideHog]),
  ])
}
