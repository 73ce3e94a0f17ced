import type { Interval } from '../../src/model/interval.ts'
import type { Judgement } from '../../src/model/judgement.ts'
import { ms, quantile, tableOf } from './table.ts'
import type { Truth } from './truth.ts'

/** One outage whose truth is known, and what was said about it. */
export interface Calibrated {
  /** The row of the table that it counts in. */
  readonly kind: string
  readonly truth: Truth
  readonly judgement: Judgement
  readonly misses: readonly string[]
  /** Whether the prober was stalled near an edge. */
  readonly stalled: boolean
}

const HEAD = [
  '',
  'outages',
  'held the truth',
  'onset',
  'recovery',
  'RTA',
  'longest',
  'downtime',
  'RPA',
  'not seen',
  'no end seen',
]

/** Median widths of the intervals by kind, in milliseconds, and how many of the outages lay inside all of them. */
export function widthsByKind(outages: readonly Calibrated[]): string {
  const kinds = [...new Set(outages.map(({ kind }) => kind))]
  const rows = kinds.map((kind) =>
    rowOf(
      kind,
      outages.filter((outage) => outage.kind === kind),
    ),
  )
  return tableOf([HEAD, ...rows, rowOf('all', outages)])
}

/** Its end was not seen: of the recovery only an early side is known. */
export function isOpen({ judgement: { measurements } }: Pick<Calibrated, 'judgement'>): boolean {
  return measurements.recovery.hi === null && measurements.noOutageLongerThanMs === null
}

function rowOf(kind: string, outages: readonly Calibrated[]): string[] {
  const widths = (of: (judgement: Judgement) => Interval): number[] =>
    outages.map(({ judgement }) => widthOf(of(judgement))).filter((width) => !Number.isNaN(width))
  const median = (of: (judgement: Judgement) => Interval): string => ms(quantile(widths(of), 0.5))
  const rta = widths(({ measurements }) => measurements.rtaMs)
  return [
    kind,
    String(outages.length),
    String(outages.filter(({ misses }) => misses.length === 0).length),
    median(({ measurements }) => measurements.onset),
    median(({ measurements }) => measurements.recovery),
    ms(quantile(rta, 0.5)),
    ms(quantile(rta, 1)),
    median(({ measurements }) => measurements.downtimeMs),
    ms(
      quantile(
        widths(({ measurements }) => measurements.rpaSeconds),
        0.5,
      ) * 1_000,
    ),
    String(outages.filter(({ judgement }) => judgement.measurements.noOutageLongerThanMs !== null).length),
    String(outages.filter(isOpen).length),
  ]
}

function widthOf({ lo, hi }: Interval): number {
  return lo === null || hi === null ? NaN : hi - lo
}

/** How sharply the truth itself is known, in milliseconds. */
export function truthWidths(outages: readonly Calibrated[]): string {
  const text = (name: string, widths: readonly number[]): string =>
    `${name} ${ms(quantile(widths, 0.5))} (median) ${ms(quantile(widths, 1))} (longest)`
  const of = (name: 'onset' | 'recovery'): string =>
    text(
      name,
      outages.map(({ truth }) => truth[name].hi - truth[name].lo),
    )
  return `the truth itself is known within, ms: ${of('onset')}, ${of('recovery')}`
}
