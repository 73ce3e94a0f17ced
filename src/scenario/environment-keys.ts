import { ENVIRONMENT_NAMES, LAB_PROFILES, type EnvironmentKey } from '../model/scenario.ts'
import { pathText } from './fields.ts'
import { show, type Finding } from './findings.ts'

/** Where a drill runs, as far as objectives and settings depend on it. */
export interface Place {
  /** For example `lab`. */
  readonly environment: string
  /** For example `realistic`; undefined where the environment has no profiles. */
  readonly profile?: string
}

type ByEnvironment<T> = Readonly<Partial<Record<EnvironmentKey, T>>> | undefined

/** What a place adds to the base, the general first: `lab`, then `lab:realistic`. */
export function layersFor<T>(byEnvironment: ByEnvironment<T>, { environment, profile }: Place): T[] {
  const keys = profile === undefined ? [environment] : [environment, `${environment}:${profile}`]
  const entries = new Map<string, T | undefined>(Object.entries(byEnvironment ?? {}))
  return keys.flatMap((key) => {
    const layer = entries.get(key)
    return layer === undefined ? [] : [layer]
  })
}

/** A key of `in` that names no environment would be a promise that is never applied: it is a finding. */
export function unknownKeys(byEnvironment: unknown, path: readonly PropertyKey[]): Finding[] {
  if (typeof byEnvironment !== 'object' || byEnvironment === null) return []
  return Object.entries(byEnvironment)
    .filter(([key]) => !isKnown(key))
    .map(([key, value]) => ({
      path: pathText([...path, key]),
      found: show(value),
      message: 'names no environment, so it would never apply',
      remedy: `Use ${ENVIRONMENT_NAMES.join(', ')}, or an environment and profile such as ${LAB_PROFILES.map((profile) => `'lab:${profile}'`).join(', ')}`,
    }))
}

function isKnown(key: string): boolean {
  const [environment, profile, ...rest] = key.split(':')
  if (rest.length > 0 || !ENVIRONMENT_NAMES.some((name) => name === environment)) return false
  if (profile === undefined) return true
  return environment === 'lab' ? LAB_PROFILES.some((name) => name === profile) : profile !== ''
}
