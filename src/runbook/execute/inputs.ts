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

/** Values that must not be seen. */
export function secretsOf({ inputs }: Runbook, values: Readonly<Record<string, string>>): string[] {
  return inputs.flatMap(({ name, secret }) => (secret && values[name] !== undefined ? [values[name]] : []))
}
