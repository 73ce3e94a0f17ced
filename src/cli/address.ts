import type { Address } from '../environments/observed/settings.ts'
import { carriesSecret, maskUrls, publicUrl } from '../system/secrets.ts'

const VARIABLE = /^[A-Za-z_]\w*$/

/** Protocols of addresses, and how one looks. */
export const HTTP = { protocols: ['http:', 'https:'], example: 'https://shop.example' } as const
export const SQL = { protocols: ['postgres:', 'postgresql:'], example: 'postgres://user@127.0.0.1:5432/shop' } as const
export const ANY = { protocols: [...HTTP.protocols, ...SQL.protocols], example: HTTP.example } as const

interface Kind {
  readonly protocols: readonly string[]
  readonly example: string
}

/**
 * Reads an address of the command line: the address itself, or the name of the environment variable that holds it. One
 * with a password is refused, because every user of the machine can read a command line.
 *
 * @param option - for findings, for example `--url`
 * @returns undefined when there is a finding
 */
export function readAddress(
  option: string,
  given: string,
  { protocols, example }: Kind,
  findings: string[],
): Address | undefined {
  const named = VARIABLE.test(given)
  const url = named ? (process.env[given] ?? '') : given
  const find = (text: string): undefined => void findings.push(`${option} '${maskUrls(given)}': ${text}`)
  if (named && url === '') return find('this variable is not set. Export the address under this name')
  const parsed = URL.parse(url)
  if (parsed === null || !protocols.includes(parsed.protocol)) {
    return find(`${named ? 'does not hold' : 'is not'} an address. Use one like ${example}`)
  }
  if (named) return { url: publicUrl(url), urlEnv: given }
  if (!carriesSecret(url)) return { url }
  return find('carries a secret, and every user of this machine can read a command line. Export it, and give the name')
}

/** The whole address, for the process that sends to it. */
export function fullAddress({ url, urlEnv }: Address): string {
  return urlEnv === undefined ? url : (process.env[urlEnv] ?? '')
}
