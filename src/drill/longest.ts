import type { EnvironmentDriver } from '../environments/environment.ts'
import { durationMs } from '../model/duration.ts'
import type { Fault } from '../model/fault.ts'
import type { DrillPlan } from './record.ts'
import { LATE_REQUEST_MS } from './undo.ts'

/** How long a standby may take to stream again after everything else is over, in milliseconds. */
export const REDUNDANCY_MS = 180_000
/** How long the steady state may take to be proven, and the canaries to be read back, in milliseconds. */
const STEADY_MS = 60_000
const READ_BACK_MS = 60_000
/** Three attempts of half a minute for each target, in milliseconds. */
const UNDO_MS = 90_000

/**
 * The longest that a drill may take from its start to its last undo, in milliseconds: what must not end before it
 * (credentials, faults that expire by themselves) is held against this.
 *
 * @param driver - says how long it may take about a fault
 */
export function longestDrillMs(
  {
    scenario: { faults },
    warmUp,
    measurement,
    settings,
  }: Pick<DrillPlan, 'scenario' | 'warmUp' | 'measurement' | 'settings'>,
  { patience }: Pick<EnvironmentDriver, 'patience'> = {},
): number {
  const lastAtMs = Math.max(0, ...faults.map(({ at }) => (at === undefined ? 0 : durationMs(at))))
  const perTarget = sum(
    faults.map((fault) => {
      const { injectMs = 0, undoMs = 0 } = patience?.(fault, settings) ?? {}
      return targetsOf(fault) * (injectMs + Math.max(UNDO_MS, undoMs))
    }),
  )
  const observedMs = lastAtMs + measurement.giveUpMs + measurement.holdDownMs
  return warmUp.atMostMs + STEADY_MS + observedMs + LATE_REQUEST_MS + perTarget + REDUNDANCY_MS + READ_BACK_MS
}

function targetsOf(fault: Fault): number {
  return 'count' in fault ? (fault.count ?? 1) : 1
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
