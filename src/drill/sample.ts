import type { History } from '../history/format.ts'
import type { MeasurementConfig } from '../model/measurement-config.ts'
import { OUTCOMES } from '../model/operation.ts'
import type { LiveStream } from '../report/live.ts'

/** How far back a sample looks, in nanoseconds. */
const WINDOW_NS = 1e9
const OK = OUTCOMES.indexOf('ok')

/** How each stream did in the last second, for the live view; it judges nothing. */
export function sampleStreams({ header, table }: History, config: MeasurementConfig, nowNs: number): LiveStream[] {
  const tallies = header.streams.map(() => ({ done: 0, bad: 0, lastError: '', goodMs: [] as number[] }))
  // The table is nearly in the order of sending: going back a little further than the window finds all of it.
  for (let row = table.length - 1; row >= 0; row--) {
    if ((table.scheduledNs[row] ?? 0) < nowNs - 3 * WINDOW_NS) break
    const completedNs = table.completedNs[row] ?? NaN
    const tally = tallies[table.stream[row] ?? 0]
    if (tally === undefined || !(completedNs >= nowNs - WINDOW_NS)) continue
    tally.done += 1
    const serviceMs = (completedNs - (table.sentNs[row] ?? 0)) / 1e6
    if (table.outcome[row] === OK && serviceMs <= config.goodWithinMs) {
      tally.goodMs.push(serviceMs)
      continue
    }
    tally.bad += 1
    if (tally.lastError === '') tally.lastError = table.labels[table.errorClass[row] ?? 0] ?? ''
  }
  return header.streams.map(({ id }, index) => {
    const { done = 0, bad = 0, lastError = '', goodMs = [] } = tallies[index] ?? {}
    const medianMs = Float64Array.from(goodMs).sort()[Math.floor(goodMs.length / 2)]
    return {
      id,
      perSecond: done,
      badShare: done === 0 ? null : bad / done,
      ...(medianMs === undefined ? {} : { medianMs }),
      ...(lastError === '' ? {} : { lastError }),
    }
  })
}
