import { type LabSettings, parseLabSettings } from '../settings.ts'

/** A part was not told what it must know; the message lists everything that is missing or wrong. */
export class VariablesError extends Error {
  override readonly name = 'VariablesError'
}

/** A place of the stack's network. */
export interface Place {
  readonly host: string
  readonly port: number
}

/**
 * What a part of the sample stack is told by environment variables, as containers are.
 *
 * @throws VariablesError naming every variable that is not set
 */
export function variables<Name extends string>(
  names: readonly Name[],
  env: NodeJS.ProcessEnv = process.env,
): Readonly<Record<Name, string>> {
  const missing = names.filter((name) => (env[name] ?? '') === '')
  if (missing.length > 0) throw new VariablesError(`not set: ${missing.join(', ')}`)
  return Object.fromEntries(names.map((name) => [name, env[name]])) as Record<Name, string>
}

/**
 * Settings of the lab from one variable: `LAB_SETTINGS="profile=realistic replication=async"`.
 *
 * @throws VariablesError
 */
export function labSettings(env: NodeJS.ProcessEnv = process.env): LabSettings {
  const pairs = (env['LAB_SETTINGS'] ?? '').split(/\s+/).filter((pair) => pair !== '')
  const parsed = parseLabSettings(
    Object.fromEntries(
      pairs.map((pair) => {
        const [key = '', ...value] = pair.split('=')
        return [key, value.join('=')]
      }),
    ),
  )
  if ('findings' in parsed) throw new VariablesError(`LAB_SETTINGS: ${parsed.findings.join('; ')}`)
  return parsed.value
}

/** `host:port`. @throws VariablesError */
export function placeOf(text: string): Place {
  const [, host, port] = /^([\w.-]+):(\d+)$/.exec(text) ?? []
  if (host === undefined) throw new VariablesError(`'${text}': write host:port`)
  return { host, port: Number(port) }
}
