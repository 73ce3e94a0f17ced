import type { Span } from '../model/interval.ts'
import type { MeasurementConfig } from '../model/measurement-config.ts'
import type { OperationTable, StreamInfo } from '../model/operation.ts'
import { baselineOf } from './baseline.ts'
import { isJudged } from './judged-streams.ts'
import { completedAt, isOk, probesOf, rangeOf, sentAt, type Probes } from './probes.ts'
import { msToNs } from './units.ts'

/** Medians this close agree whatever their ratio: below it the scheduler decides, in milliseconds. */
const CLOSE_MS = 3

/**
 * Whether a system is warm: in two windows in a row every judged stream reaches the level θ, and their median service
 * times differ by no more than a share. Cold pools and caches are not the disaster.
 *
 * @param agreeWithin - by how much the medians may differ, as a share of the larger
 */
export function windowsAgree(
  operations: OperationTable,
  streams: readonly StreamInfo[],
  config: MeasurementConfig,
  windows: readonly [Span, Span],
  agreeWithin: number,
): boolean {
  return streams.every((info, stream) => {
    if (!isJudged(info)) return true
    const probes = probesOf(operations, streams, stream, config.goodWithinMs, windows[1].toNs)
    const [earlier, later] = [medianServiceTime(probes, windows[0]), medianServiceTime(probes, windows[1])]
    if (earlier === undefined || later === undefined) return false
    const up = windows.every((window) => 1 - baselineOf(probes, window).badShare >= config.availability)
    const difference = Math.abs(earlier - later)
    return up && (difference <= msToNs(CLOSE_MS) || difference <= agreeWithin * Math.max(earlier, later))
  })
}

function medianServiceTime(probes: Probes, window: Span): number | undefined {
  const { from, to } = rangeOf(probes, window)
  const times: number[] = []
  for (let i = from; i < to; i++) if (isOk(probes, i)) times.push(completedAt(probes, i) - sentAt(probes, i))
  return Float64Array.from(times).sort()[Math.floor(times.length / 2)]
}
