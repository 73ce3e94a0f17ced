import { carriesSecret } from '../../system/secrets.ts'
import type { Input, Runbook } from '../runbook.ts'

/** Where the values of inputs come from; the first that has one counts. */
export interface InputSources {
  /** What was given by hand. */
  readonly given: Readonly<Record<string, string>>
  readonly env: NodeJS.ProcessEnv
  /** What the environment of a drill knows about itself, and what the scenario says. */
  readonly known?: Readonly<Record<string, string>>
}

export interface InputValues {
  readonly values: Readonly<Record<string, string>>
  /** Inputs that nobody gave. */
  readonly missing: readonly Input[]
  /** What was given and is no input. */
  readonly unknown: readonly string[]
}

/** Collects the values of a runbook's inputs. */
export function collectInputs({ inputs }: Runbook, { given, env, known = {} }: InputSources): InputValues {
  const values: Record<string, string> = {}
  const missing: Input[] = []
  for (const input of inputs) {
    const value = given[input.name] ?? known[input.name] ?? env[input.name]
    if (value === undefined || value === '') missing.push(input)
    else values[input.name] = value
  }
  const names = new Set(inputs.map(({ name }) => name))
  return { values, missing, unknown: Object.keys(given).filter((name) => !names.has(name)) }
}

/** Names of values that must not be seen: of inputs whose table says so, and of every address that carries a password. */
export function secretNames(
  { inputs }: Pick<Runbook, 'inputs'>,
  values: Readonly<Record<string, string>>,
): Set<string> {
  const said = inputs.filter(({ secret }) => secret).map(({ name }) => name)
  const seen = Object.keys(values).filter((name) => carriesSecret(values[name] ?? ''))
  return new Set([...said, ...seen])
}

/**
 * Values that must not be seen.
 *
 * @param variables - names of environment variables that are secrets whether the runbook asks for them or not
 */
export function secretsOf(
  runbook: Pick<Runbook, 'inputs'>,
  values: Readonly<Record<string, string>>,
  variables: readonly string[],
): string[] {
  const names = [...secretNames(runbook, values)]
  return [...names.map((name) => values[name]), ...variables.map((name) => process.env[name])].filter(
    (value) => value !== undefined,
  )
}
