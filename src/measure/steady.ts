import type { Span } from '../model/interval.ts'
import type { MeasurementConfig } from '../model/measurement-config.ts'
import type { OperationTable, StreamInfo } from '../model/operation.ts'
import type { Reason } from '../model/verdict.ts'
import { baselineOf } from './baseline.ts'
import { findEpisodes } from './episodes.ts'
import { isJudged } from './judged-streams.ts'
import { probesOf, rangeOf, type Probes } from './probes.ts'
import { reason } from './reason.ts'
import { windowNeeded } from './wilson.ts'

/** Whether nothing was wrong over a span, and if not, everything that was. */
export interface Steadiness {
  readonly steady: boolean
  readonly reasons: readonly Reason[]
}

/**
 * Whether the judged streams are steady over a span, for the steady-state phase while it runs.
 *
 * @param span - ends now at the latest
 */
export function isSteady(
  operations: OperationTable,
  streams: readonly StreamInfo[],
  config: MeasurementConfig,
  span: Span,
): Steadiness {
  const reasons = streams.flatMap((info, stream) =>
    isJudged(info)
      ? unsteadiness(probesOf(operations, streams, stream, config.goodWithinMs, span.toNs), config, span)
      : [],
  )
  return { steady: reasons.length === 0, reasons }
}

/** Steady: a window of operations at least, no episode, and a share of bad probes that can carry the level θ with W. */
export function unsteadiness(probes: Probes, config: MeasurementConfig, span: Span): Reason[] {
  const { id } = probes.info
  const { windowProbes, availability } = config
  const { operations, bad, badShare } = baselineOf(probes, span)
  if (operations < windowProbes) {
    const text = `${id}: ${operations} operations before the fault, fewer than one window of ${windowProbes}`
    return [reason('not-steady', text)]
  }
  const reasons: Reason[] = []
  const { from, to } = rangeOf(probes, span)
  const episodes = findEpisodes(probes, config).filter(({ surelyBegun, last }) => surelyBegun < to && last >= from)
  const failed = episodes.filter(({ kind }) => kind !== 'not-sent').length
  if (failed > 0) reasons.push(reason('not-steady', `${id}: failed ${failed} times before the fault`))
  if (failed < episodes.length) {
    const text = `${id}: slots of the timetable were not sent ${episodes.length - failed} times before the fault`
    reasons.push(reason('not-steady', text))
  }
  const needed = windowNeeded(availability, badShare)
  const figures = `${bad} of ${operations} probes were bad before the fault`
  if (needed === Infinity) {
    reasons.push(reason('baseline-below-level', `${id}: ${figures}, the level is ${percent(availability)}`))
  } else if (needed > windowProbes) {
    const text = `${id}: ${figures}; ${percent(availability)} then needs a window of ${needed} probes, it is ${windowProbes}`
    reasons.push(reason('window-too-small', text))
  }
  return reasons
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))} %`
}
