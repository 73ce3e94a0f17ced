import type { DrillEvidence } from '../model/evidence.ts'
import type { Noise, StreamMeasurement } from '../model/judgement.ts'
import { nsToMs } from './units.ts'
import { wallClockSteps } from './wall-clock.ts'

/**
 * How quiet the machine was. It explains wide intervals and does not decide by itself: what noise does to the measurement
 * shows in send lag and blind windows, and those are judged where they touch an edge; steps of the wall clock void what
 * was timed by it.
 */
export function noiseOf(
  { noise = [], loopDelays = [], blindWindows, observedUntilNs }: DrillEvidence,
  streams: readonly StreamMeasurement[],
): Noise {
  const pressures = noise.flatMap(({ cpuPressure }) => (cpuPressure === null ? [] : [cpuPressure]))
  const lags = streams.flatMap(({ source, sendLagMaxMs }) =>
    source === 'probe' && sendLagMaxMs !== null ? [sendLagMaxMs] : [],
  )
  // What a prober notices after the end of the observation is its own ending.
  const blind = blindWindows.filter(({ fromNs }) => fromNs < observedUntilNs).map(({ fromNs, toNs }) => toNs - fromNs)
  return {
    cpuPressure: summary(pressures),
    loadPerCpu: summary(noise.map(({ loadPerCpu }) => loadPerCpu)),
    proberLoopDelayMaxMs: most(loopDelays.map(({ maxNs }) => nsToMs(maxNs))),
    harnessLoopDelayMaxMs: most(noise.map(({ loopDelayNs }) => nsToMs(loopDelayNs))),
    sendLagMaxMs: most(lags),
    blindWindows: blind.length,
    blindMs: nsToMs(blind.reduce((sum, ns) => sum + ns, 0)),
    longestBlindMs: nsToMs(most(blind) ?? 0),
    wallClockSteps: wallClockSteps(noise),
  }
}

function summary(values: readonly number[]): { readonly mean: number; readonly max: number } | null {
  const max = most(values)
  return max === null ? null : { mean: values.reduce((sum, value) => sum + value, 0) / values.length, max }
}

function most(values: readonly number[]): number | null {
  return values.reduce<number | null>((max, value) => (max === null || value > max ? value : max), null)
}
