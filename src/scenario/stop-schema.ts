import { z } from 'zod'
import { parseDurationMs } from '../model/duration.ts'
import { WATCHED_PHASES } from '../model/stop-conditions.ts'
import { closed, duration, number, oneOf, text } from './fields.ts'
import { show, type Finding } from './findings.ts'
import { GIVE_UP_AT_LEAST_MS } from './measurement.ts'

const limit = closed('a limit', {
  phases: z.array(oneOf(WATCHED_PHASES), { error: `Write a list of phases: ${WATCHED_PHASES.join(', ')}` }),
  errorRate: number(0.000_001, 0.999_999, 'Give a share of bad probes, for example 0.5').exactOptional(),
  latency: duration(1).exactOptional(),
  over: duration(1).exactOptional(),
}).refine(({ errorRate, latency }) => errorRate !== undefined || latency !== undefined, {
  error: 'Give errorRate, latency or both',
})

/** Of the stop conditions of a scenario. */
export const stopSchema = closed('stop', {
  longest: duration(1).exactOptional(),
  limits: z
    .array(limit, { error: "Write a list of limits: [{ phases: ['steady-state'], errorRate: 0.5 }]" })
    .exactOptional(),
  while: closed('while', {
    command: text("Give a shell command, for example './no-incident.sh'"),
    every: duration(1).exactOptional(),
    timeout: duration(1).exactOptional(),
  }).exactOptional(),
})

/** A limit is broken after so long when it does not say it. */
export const OVER_DEFAULT = '2s'

interface RawLimit {
  readonly phases?: unknown
  readonly over?: unknown
}

/**
 * A fault is meant to make the service fail for as long as the objective allows. A limit that stops the drill for that
 * would hide what the drill is to measure.
 */
export function stopFindings(stop: unknown, objectives: unknown): Finding[] {
  return alarmFindings(stop, longestRtoMs(objectives))
}

/**
 * The same in the place where the drill is to run.
 *
 * @param allowedMs - how long an outage the drill must be able to measure: the RTO, or where there is none the time to give up
 */
export function alarmFindings(stop: unknown, allowedMs: number): Finding[] {
  const limits = (stop as { limits?: unknown } | undefined | null)?.limits
  if (!Array.isArray(limits)) return []
  return (limits as (RawLimit | null)[]).flatMap((limit, index): Finding[] => {
    if (!Array.isArray(limit?.phases) || !limit.phases.includes('recover')) return []
    const { over = OVER_DEFAULT } = limit
    const overMs = typeof over === 'string' ? parseDurationMs(over) : undefined
    if (overMs === undefined || overMs > allowedMs) return []
    return [
      {
        path: `stop.limits[${index}].over`,
        found: show(over),
        message: `would stop the drill for the outage that its own fault is meant to raise: up to ${allowedMs / 1_000} s of it are to be measured (the RTO, or the time to give up)`,
        remedy:
          'Make it longer than every RTO of the scenario (without one: than the time to give up), or leave the phase recover out',
      },
    ]
  })
}

function longestRtoMs(objectives: unknown): number {
  const base = objectives as { rto?: unknown; in?: Record<string, { rto?: unknown } | null> } | undefined | null
  const all = [base?.rto, ...Object.values(base?.in ?? {}).map((layer) => layer?.rto)]
  const longest = Math.max(0, ...all.map((rto) => (typeof rto === 'string' ? (parseDurationMs(rto) ?? 0) : 0)))
  return longest === 0 ? GIVE_UP_AT_LEAST_MS : longest
}
