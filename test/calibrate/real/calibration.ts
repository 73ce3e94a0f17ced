import { windowNeeded } from '../../../src/measure/wilson.ts'
import type { MeasurementConfig } from '../../../src/model/measurement-config.ts'
import { config } from '../../measure/drill.ts'
import { Random } from '../random.ts'
import type { Calibrated } from '../summary.ts'
import { HttpTarget } from './http-target.ts'
import { judgeSeries } from './judge-series.ts'
import { drawOutage, type Probing, type RealMode } from './outage-plan.ts'
import { watchSeries } from './series.ts'
import { SqlTarget } from './sql-target.ts'
import type { Target } from './target.ts'

/** A series of real outages under one prober. */
export interface RealSeries extends Probing {
  readonly name: string
  readonly target: 'http' | 'sql'
  readonly modes: readonly RealMode[]
  /** Share of requests that fail while nothing is broken; a SQL target has none. */
  readonly backgroundErrors: number
  /** How likely the prober is stopped near an edge. */
  readonly stalledShare: number
  readonly baselineMs: number
}

/** θ */
const LEVEL = 0.95
const SMALLEST_WINDOW = 80
const HOLD_DOWN_MS = 300
/** So many background errors must be in the baseline: what it does not show cannot widen an edge. */
const ERRORS_SEEN = 12

export interface CalibratedSeries {
  readonly outages: readonly Calibrated[]
  /** Those do not count, for the reason that was recorded: the machine was so busy that the service stood still by itself. */
  readonly disturbed: readonly DisturbedOutage[]
}

/** An outage whose truth is not sharp. */
export interface DisturbedOutage extends Calibrated {
  /** What was recorded of the service itself. */
  readonly disturbance: string
}

/** Breaks a real service as the seed says, watches it with the real prober, and holds each judgement against the truth. */
export async function calibrateReal(
  series: RealSeries,
  seed: number,
  signal: AbortSignal = new AbortController().signal,
): Promise<CalibratedSeries> {
  const random = new Random(seed)
  const plans = series.modes.map((mode) => drawOutage(mode, series, random))
  const measurement = measurementOf(series)
  const { backgroundErrors, intervalMs } = series
  const neededMs = backgroundErrors === 0 ? 0 : (ERRORS_SEEN / backgroundErrors) * intervalMs
  const target = await startTarget(series, seed)
  try {
    const watched = await watchSeries(
      target,
      {
        plans,
        config: measurement,
        baselineMs: Math.max(series.baselineMs, neededMs),
        stalledShare: series.stalledShare,
        signal,
      },
      random,
    )
    const drills = judgeSeries(watched, measurement).map(({ mode, ...drill }) => ({
      kind: `${series.target} ${mode}`,
      ...drill,
    }))
    return {
      outages: drills.filter(({ disturbance }) => disturbance === undefined),
      disturbed: drills.flatMap(({ disturbance, ...drill }) =>
        disturbance === undefined ? [] : [{ ...drill, disturbance }],
      ),
    }
  } finally {
    await target.stop()
  }
}

function measurementOf({ goodWithinMs, backgroundErrors }: RealSeries): MeasurementConfig {
  const windowProbes = Math.max(SMALLEST_WINDOW, windowNeeded(LEVEL, 2 * backgroundErrors))
  return config({ goodWithinMs, availability: LEVEL, windowProbes, holdDownMs: HOLD_DOWN_MS })
}

function startTarget(series: RealSeries, seed: number): Promise<Target> {
  const { goodWithinMs, backgroundErrors } = series
  return series.target === 'sql'
    ? SqlTarget.start(series)
    : HttpTarget.start(series, { seed, goodWithinMs, backgroundErrors })
}
