import { ms, quantile, tableOf } from '../test/calibrate/table.ts'
import type { BenchedDrill } from './drills.ts'

/** How wide the recovery time is, and what makes it so. */
export function rtaWidth(drills: readonly BenchedDrill[]): string {
  const measured = drills.map(({ report }) => report.measurements)
  const widthOf = ({ rtaMs: { lo, hi } }: (typeof measured)[number]): number => (hi ?? NaN) - (lo ?? NaN)
  const widths = measured.map(widthOf)
  const terms = [...new Set(measured.flatMap(({ width }) => width.map(({ term }) => term)))]
  const row = (name: string, values: readonly number[]): string[] => [
    name,
    ms(quantile(values, 0.5)),
    ms(Math.min(...values)),
    ms(Math.max(...values)),
  ]
  const his = measured.map(({ rtaMs }) => rtaMs.hi ?? NaN)
  return [
    tableOf([
      [`ms, over ${drills.length} database kills`, 'median', 'least', 'most'],
      row('RTA, upper end', his),
      row('RTA, width', widths),
      ...terms.map((term) =>
        row(
          `  ${term}`,
          measured.map(({ width }) => width.find((part) => part.term === term)?.ms ?? 0),
        ),
      ),
    ]),
    `verdicts: ${drills.map(({ report }) => report.verdict).join(', ')}`,
  ].join('\n')
}
