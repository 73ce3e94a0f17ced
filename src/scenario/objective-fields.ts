import { durationMs, formatMs, parseDurationMs } from '../model/duration.ts'
import type { ObjectivesInput } from '../model/scenario.ts'
import { OBJECTIVE_NAMES, type ObjectiveName, type Objectives } from '../model/verdict.ts'
import { duration, number } from './fields.ts'

/** The fields of an `objectives` object, one for each {@link OBJECTIVE_NAMES}. */
export const OBJECTIVE_FIELDS = {
  rto: duration(1).exactOptional(),
  rpo: duration().exactOptional(),
  availability: number(0, 1, 'Give a share, for example 0.95 for 95 % of good probes since the fault').exactOptional(),
  latency: duration(1).exactOptional(),
  timeToDetect: duration(1).exactOptional(),
  timeToSteadyState: duration(1).exactOptional(),
  timeToRedundancy: duration(1).exactOptional(),
}

/** Whether somebody's objectives promise anything at all. */
export function promisesAnything(objectives: Readonly<Partial<Record<ObjectiveName, unknown>>>): boolean {
  return OBJECTIVE_NAMES.some((name) => objectives[name] !== undefined)
}

/** Objectives as people write them, in the units that they are judged in. */
export function inJudgedUnits(input: ObjectivesInput): Objectives {
  const { rto, rpo, availability, latency, timeToDetect, timeToSteadyState, timeToRedundancy } = input
  return {
    ...(rto === undefined ? {} : { rtoMs: durationMs(rto) }),
    ...(rpo === undefined ? {} : { rpoSeconds: durationMs(rpo) / 1_000 }),
    ...(availability === undefined ? {} : { availability }),
    ...(latency === undefined ? {} : { latencyMs: durationMs(latency) }),
    ...(timeToDetect === undefined ? {} : { timeToDetectMs: durationMs(timeToDetect) }),
    ...(timeToSteadyState === undefined ? {} : { timeToSteadyStateMs: durationMs(timeToSteadyState) }),
    ...(timeToRedundancy === undefined ? {} : { timeToRedundancyMs: durationMs(timeToRedundancy) }),
  }
}

/** What is promised, in one line: `RTO 5 s, RPO 0 s, availability 95 %`. */
export function describeObjectives(objectives: Objectives): string {
  const { rtoMs, rpoSeconds, availability, latencyMs, timeToDetectMs, timeToSteadyStateMs, timeToRedundancyMs } =
    objectives
  const times: readonly (readonly [string, number | undefined])[] = [
    ['RTO', rtoMs],
    ['RPO', rpoSeconds === undefined ? undefined : rpoSeconds * 1_000],
    ['p99 after recovery', latencyMs],
    ['time to detect', timeToDetectMs],
    ['time to steady state', timeToSteadyStateMs],
    ['time to redundancy', timeToRedundancyMs],
  ]
  return [
    ...times.flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ${ms === 0 ? '0 s' : formatMs(ms)}`])),
    ...(availability === undefined ? [] : [`availability ${Number((availability * 100).toFixed(4))} %`]),
  ].join(', ')
}

/**
 * Reads the value of `--objective name=value`.
 *
 * @returns what is wrong with it and what to write instead, or the objective
 */
export function parseObjective(
  name: ObjectiveName,
  value: string,
): { readonly value: ObjectivesInput } | { readonly wrong: string; readonly remedy: string } {
  if (name === 'availability') {
    const share = value.trim() === '' ? NaN : Number(value)
    if (share >= 0 && share <= 1) return { value: { availability: share } }
    return { wrong: `'${value}' is not a share from 0 to 1`, remedy: 'Write a share, for example availability=0.95' }
  }
  const ms = parseDurationMs(value)
  if (ms === undefined || (name !== 'rpo' && ms === 0)) {
    return {
      wrong: `'${value}' is not a duration${ms === 0 ? ' above zero' : ''}`,
      remedy: `Write a number and ms, s, m or h without a space, for example ${name}=5s`,
    }
  }
  return { value: { [name]: value } }
}
