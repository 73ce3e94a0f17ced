import { durationMs } from '../model/duration.ts'
import type { DrillPlan } from './record.ts'
import { LATE_REQUEST_MS } from './undo.ts'

/** How long a standby may take to stream again after everything else is over, in milliseconds. */
export const REDUNDANCY_MS = 180_000
/** How long the steady state may take to be proven, and the canaries to be read back, in milliseconds. */
const STEADY_MS = 60_000
const READ_BACK_MS = 60_000
/** Three attempts of half a minute for each fault, in milliseconds. */
const UNDO_MS = 90_000

/**
 * The longest that a drill may take from its start to its last undo, in milliseconds: what must not end before it
 * (credentials, faults that expire by themselves) is held against this.
 */
export function longestDrillMs({
  scenario,
  warmUp,
  measurement,
}: Pick<DrillPlan, 'scenario' | 'warmUp' | 'measurement'>): number {
  const lastAtMs = Math.max(0, ...scenario.faults.map(({ at }) => (at === undefined ? 0 : durationMs(at))))
  const undoMs = LATE_REQUEST_MS + UNDO_MS * scenario.faults.length
  const observedMs = lastAtMs + measurement.giveUpMs + measurement.holdDownMs
  return warmUp.atMostMs + STEADY_MS + observedMs + undoMs + REDUNDANCY_MS + READ_BACK_MS
}
