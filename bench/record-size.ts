import { tableOf } from '../test/calibrate/table.ts'
import { type BenchedDrill, HISTORIES } from './drills.ts'

/** What an operation costs on disk, and how fast a drill writes. */
export function recordSize({ report, bytes, operations }: BenchedDrill): string {
  const seconds = (Date.parse(report.drill.endedAt ?? '') - Date.parse(report.drill.startedAt)) / 1_000
  const row = (name: string, size: number, count?: number): string[] => [
    name,
    (size / 1_024).toFixed(0),
    count === undefined ? '' : String(count),
    count === undefined ? '' : (size / count).toFixed(0),
    (size / 1_024 / seconds).toFixed(1),
  ]
  const total = [...bytes.values()].reduce((sum, size) => sum + size, 0)
  return tableOf([
    [`record of a drill of ${seconds.toFixed(0)} s`, 'KiB', 'operations', 'bytes each', 'KiB/s'],
    ...HISTORIES.map(({ name, path, source }) => row(name, bytes.get(path) ?? 0, operations[source])),
    row('everything', total),
  ])
}
