import { readFileSync } from 'node:fs'

/** Where Linux says how long tasks have waited for a processor. */
const PRESSURE_FILE = '/proc/pressure/cpu'

/**
 * How long, since the machine started, at least one task has waited for a processor, in microseconds.
 *
 * @returns undefined where the system does not tell: no Linux, or a kernel without pressure information
 */
export function cpuPressureUs(): number | undefined {
  try {
    return parsePressure(readFileSync(PRESSURE_FILE, 'utf8'))
  } catch {
    return undefined
  }
}

/** Reads the line `some avg10=0.12 avg60=0.10 avg300=0.08 total=123456`. */
export function parsePressure(text: string): number | undefined {
  const [, total] = /^some .*\btotal=(\d+)/m.exec(text) ?? []
  return total === undefined ? undefined : Number(total)
}
