import type { EnvRef } from '../model/env-ref.ts'

/** What stands in place of a secret in messages and files. */
export const MASK = '***'

/** Query parameters whose values are secrets wherever they stand. */
const SECRET_PARAMETER = /^(.*(password|passwd|secret|token|signature|api[-_]?key).*|sig|key|auth)$/i
/** The part of an address between the slashes and the last `@` before the path. */
const USER_INFO = /\b([a-z][a-z\d+.-]*:\/\/)[^\s/?#'"]*@/gi
const PARAMETER = /([?&])([^=&\s#]+)=([^&\s#'"]*)/g

/** An environment variable that is needed is not set. */
export class MissingVariableError extends Error {
  override readonly name = 'MissingVariableError'
  readonly variable: string

  constructor(variable: string) {
    super(`the environment variable ${variable} is not set`)
    this.variable = variable
  }
}

/** The value of a variable. @throws MissingVariableError when it is not set or empty */
export function fromEnvironment(name: string, env: NodeJS.ProcessEnv = process.env): string {
  const value = env[name]
  if (value === undefined || value === '') throw new MissingVariableError(name)
  return value
}

/** A text that people wrote, or the value that they only named. @throws MissingVariableError */
export function valueOf(given: string | EnvRef, env: NodeJS.ProcessEnv = process.env): string {
  return typeof given === 'string' ? given : `${given.prefix ?? ''}${fromEnvironment(given.env, env)}`
}

/** A text with the credentials of every address in it masked: user, password, and parameters that are secrets. */
export function maskUrls(text: string): string {
  return text
    .replaceAll(USER_INFO, `$1${MASK}@`)
    .replaceAll(PARAMETER, (all, mark: string, name: string) =>
      SECRET_PARAMETER.test(name) ? `${mark}${name}=${MASK}` : all,
    )
}

/** Whether an address carries a password, or a parameter that is a secret. A user's name alone is none. */
export function carriesSecret(url: string): boolean {
  const parsed = URL.parse(url)
  if (parsed === null) return maskUrls(url) !== url
  return parsed.password !== '' || [...parsed.searchParams.keys()].some((name) => SECRET_PARAMETER.test(name))
}

/** The address without user, password and parameters: what people may see, and what identifies it. */
export function publicUrl(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null) return MASK
  parsed.username = ''
  parsed.password = ''
  parsed.search = ''
  parsed.hash = ''
  return parsed.href.replace(/\/$/, '')
}

/**
 * Removes the values of these variables from a text, in whatever form they stand in an address or a header, and masks
 * the addresses in it. For what other programs say: a server may repeat what it was sent.
 */
export function scrub(text: string, names: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  const values = names.flatMap((name) => formsOf(env[name] ?? ''))
  const clean = values
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, value) => rest.replaceAll(value, MASK), text)
  return maskUrls(clean)
}

/** Shorter values are words that stand everywhere: masking them would destroy the text and hide nothing. */
const SHORTEST_SECRET = 4

function formsOf(value: string): string[] {
  const parsed = URL.parse(value)
  const { username = '', password = '' } = parsed ?? {}
  const parts = parsed === null || password === '' ? [] : [password, decoded(password), basic(username, password)]
  return [value, encodeURIComponent(value), ...parts].filter((form) => form.length >= SHORTEST_SECRET)
}

function basic(username: string, password: string): string {
  return Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
