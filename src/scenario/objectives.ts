import { durationMs, parseDurationMs } from '../model/duration.ts'
import type { ObjectivesInput, Scenario } from '../model/scenario.ts'
import type { Objectives } from '../model/verdict.ts'
import { layersFor, type Place } from './environment-keys.ts'
import type { Checked, Finding } from './findings.ts'

const NAMES = ['rto', 'rpo'] as const

/**
 * The objectives that hold in a place: the scenario's own, made tighter or looser by `in.lab` and then
 * `in['lab:realistic']`, and last by what the command line says.
 *
 * @param overrides - values of `--objective`, each `name=duration`, for example `rto=5s`
 * @returns findings for a wrong override, and when nothing at all is promised in this place
 */
export function objectivesFor(
  scenario: Pick<Scenario, 'objectives'>,
  place: Place,
  overrides: readonly string[] = [],
): Checked<Objectives> {
  const parsed = overrides.map(parseOverride)
  const findings = parsed.flatMap((override) => ('findings' in override ? override.findings : []))
  if (findings.length > 0) return { findings }

  const { in: byEnvironment, ...base } = scenario.objectives
  const given = parsed.flatMap((override) => ('value' in override ? [override.value] : []))
  const merged: ObjectivesInput = Object.assign({}, base, ...layersFor(byEnvironment, place), ...given)
  if (merged.rto === undefined && merged.rpo === undefined) return { findings: [nothingPromised(place)] }
  return {
    value: {
      ...(merged.rto === undefined ? {} : { rtoMs: durationMs(merged.rto) }),
      ...(merged.rpo === undefined ? {} : { rpoSeconds: durationMs(merged.rpo) / 1_000 }),
    },
  }
}

function parseOverride(override: string): Checked<ObjectivesInput> {
  const path = '--objective'
  const found = `'${override}'`
  const [name = '', value, ...rest] = override.split('=')
  const known = NAMES.some((candidate) => candidate === name)
  if (value === undefined || rest.length > 0 || !known) {
    return {
      findings: [
        {
          path,
          found,
          message: known ? 'must be a name, =, and a duration' : `'${name}' is not an objective`,
          remedy: `Write ${NAMES.map((candidate) => `${candidate}=5s`).join(' or ')}`,
        },
      ],
    }
  }
  const ms = parseDurationMs(value)
  if (ms === undefined || (name === 'rto' && ms === 0)) {
    return {
      findings: [
        {
          path,
          found,
          message: `'${value}' is not a duration${ms === 0 ? ' above zero' : ''}`,
          remedy: `Write a number and ms, s, m or h without a space, for example ${name}=5s`,
        },
      ],
    }
  }
  return { value: { [name]: value } }
}

function nothingPromised({ environment, profile }: Place): Finding {
  const where = profile === undefined ? environment : `${environment}:${profile}`
  return {
    path: 'objectives',
    found: 'no objective',
    message: `promises nothing in '${where}', so there is nothing to judge`,
    remedy: `State rto or rpo for all environments or in objectives.in, or give --objective rto=5s`,
  }
}
