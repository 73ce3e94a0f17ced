import { parseDurationMs } from '../model/duration.ts'

/** Reads a duration above zero of the command line, in milliseconds. What is none becomes a finding, and 1. */
export function readDuration(option: string, given: string, findings: string[]): number {
  const ms = parseDurationMs(given)
  if (ms !== undefined && ms > 0) return ms
  findings.push(`${option} '${given}': write a duration such as 500ms, 10s or 5m`)
  return 1
}
