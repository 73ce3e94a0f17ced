import type { LoadAccounting } from '../model/evidence.ts'
import type { MeasurementConfig } from '../model/measurement-config.ts'
import type { Reason } from '../model/verdict.ts'
import { reason } from './reason.ts'

/**
 * Whether the load was what the scenario asked for. Outcomes do not count here: a request that failed in the outage was
 * still load.
 *
 * - Floor: it started at least the floor's share of the planned slots, the outage included.
 * - Identity: planned = started + dropped, within the tolerance; and its own counter does not know fewer requests than
 *   had an outcome when it was asked to stop.
 */
export function loadFindings(load: LoadAccounting, { loadFloor }: Pick<MeasurementConfig, 'loadFloor'>): Reason[] {
  const { planned, started, dropped, unfinished, tolerance, endedAfterStop, requestsCounted } = load
  const findings: Reason[] = []
  if (load.endedEarly) {
    findings.push(reason('load-died', `the load ended before it was stopped, exit code ${String(load.exitCode)}`))
  }
  if (planned === 0 || started < loadFloor * planned) {
    const text = `${started} of ${planned} planned requests were started, the floor is ${Math.ceil(loadFloor * planned)}`
    findings.push(reason('load-below-floor', text))
  }
  if (Math.abs(planned - started - dropped) > tolerance) {
    const text = `${planned} planned, ${started} started and ${dropped} dropped do not add up within ${tolerance}`
    findings.push(reason('load-unaccounted', text))
  }
  const ended = started - unfinished - endedAfterStop
  if (requestsCounted !== undefined && requestsCounted < ended) {
    const text = `${ended} requests had an outcome when the load was stopped, the load generator counted ${requestsCounted}`
    findings.push(reason('load-unaccounted', text))
  }
  return findings
}
