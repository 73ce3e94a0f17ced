import type { ObjectivesInput, Scenario } from '../model/scenario.ts'
import { OBJECTIVE_NAMES, type Objectives } from '../model/verdict.ts'
import { layersFor, type Place } from './environment-keys.ts'
import type { Checked, Finding } from './findings.ts'
import { inJudgedUnits, parseObjective, promisesAnything } from './objective-fields.ts'

/**
 * The objectives that hold in a place: the scenario's own, made tighter or looser by `in.lab` and then
 * `in['lab:realistic']`, and last by what the command line says.
 *
 * @param overrides - values of `--objective`, each `name=value`, for example `rto=5s`
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
  if (!promisesAnything(merged)) return { findings: [nothingPromised(place)] }
  return { value: inJudgedUnits(merged) }
}

function parseOverride(override: string): Checked<ObjectivesInput> {
  const wrong = (message: string, remedy: string): Checked<ObjectivesInput> => ({
    findings: [{ path: '--objective', found: `'${override}'`, message, remedy }],
  })
  const [given = '', value, ...rest] = override.split('=')
  const name = OBJECTIVE_NAMES.find((candidate) => candidate === given)
  if (name === undefined) return wrong(`'${given}' is not an objective`, `Use one of ${OBJECTIVE_NAMES.join(', ')}`)
  if (value === undefined || rest.length > 0) {
    const example = name === 'availability' ? `${name}=0.95` : `${name}=5s`
    return wrong('must be a name, =, and a value', `Write ${example}`)
  }
  const parsed = parseObjective(name, value)
  return 'wrong' in parsed ? wrong(parsed.wrong, parsed.remedy) : { value: parsed.value }
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
