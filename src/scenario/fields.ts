import { z } from 'zod'
import { parseDurationMs, type Duration } from '../model/duration.ts'
import type { Finding } from './findings.ts'
import { show } from './findings.ts'

/** A field with a rule of its own, a sentence for its breach and what to write instead. */
export function field<T>(holds: (value: unknown) => boolean, message: string, remedy: string) {
  return z.custom<T>(holds, { error: message, params: { remedy } })
}

const DURATION_REMEDY = "Write a number and ms, s, m or h without a space, for example '30s'"

/** A {@link Duration} of at least `leastMs` milliseconds. */
export function duration(leastMs = 0) {
  const isDuration = (value: unknown) => typeof value === 'string' && (parseDurationMs(value) ?? -1) >= leastMs
  return field<Duration>(
    isDuration,
    leastMs === 0 ? 'must be a duration' : 'must be a duration above zero',
    DURATION_REMEDY,
  )
}

/** A text that says something. */
export function text(remedy: string) {
  return field<string>(
    (value) => typeof value === 'string' && value.trim() !== '',
    'must be a text that is not empty',
    remedy,
  )
}

/** A finite number within a range, both ends included. */
export function number(lo: number, hi: number, remedy: string, whole = false) {
  return field<number>(
    (value) => typeof value === 'number' && value >= lo && value <= hi && (!whole || Number.isInteger(value)),
    `must be a ${whole ? 'whole ' : ''}number ${hi === Number.MAX_VALUE ? `from ${lo}` : `from ${lo} to ${hi}`}`,
    remedy,
  )
}

/** One of a few words. */
export function oneOf<const T extends string>(words: readonly T[]) {
  return field<T>(
    (value) => words.some((word) => word === value),
    'is not one of the known words',
    `Use ${words.map((word) => `'${word}'`).join(' or ')}`,
  )
}

/** Names of environment variables. */
export const variableNames = z.array(
  field<string>(
    (value) => typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value),
    'must be the name of an environment variable',
    "Write its name, for example 'API_TOKEN', and never its value",
  ),
  { error: "Write a list of names of environment variables: ['API_TOKEN']" },
)

/** An object with exactly these fields: what is not known is a finding, never ignored. */
export function closed<T extends z.ZodRawShape>(name: string, shape: T) {
  const fields = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `Fields of ${name}: ${fields}` : `Write an object with the fields ${fields}`,
  })
}

/** Turns zod's issues into findings, one for each unknown field. */
export function findingsOf(error: z.ZodError, input: unknown): Finding[] {
  return error.issues.flatMap((issue): Finding[] => {
    const path = issue.path
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: pathText([...path, key]),
        found: show(at(input, [...path, key])),
        message: 'is not a known field',
        remedy: issue.message,
      }))
    }
    const found = show(at(input, path))
    if (issue.code === 'custom') {
      return [{ path: pathText(path), found, message: issue.message, remedy: String(issue.params?.['remedy'] ?? '') }]
    }
    return [{ path: pathText(path), found, message: 'has the wrong form', remedy: issue.message }]
  })
}

/** Writes a path as people do: `faults[0].role`, `objectives.in['lab:fast'].rto`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    const name = String(key)
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${text}['${name}']`
    return text === '' ? name : `${text}.${name}`
  }, '')
}

function at(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  )
}
