import type { EnvRef } from '../model/env-ref.ts'
import type { HttpCall, HttpList, HttpRead, HttpWrite, TlsFiles } from '../model/http-contract.ts'

/** How Blackstart writes and reads canaries in a system of yours: `canary` of the configuration. */
export interface CanaryConfig {
  readonly http?: HttpCanaryConfig
  readonly sql?: {
    /** Table of the canaries; `blackstart canary sql` prints its definition. @default 'blackstart_canary' */
    readonly table?: string
  }
  /** No more canaries are written in a second, all streams together. @default 50 */
  readonly maxWritesPerSecond?: number
}

/** How your service takes a canary by HTTP; see docs/canary.md. */
export interface HttpCanaryConfig {
  readonly write?: HttpWrite
  readonly read: HttpRead
  /** How all writes are read back after the drill. */
  readonly list?: HttpList
  /** The table in which the service keeps them, with the columns `writer` and `seq`: read back there, by `--sql`. */
  readonly table?: string
  /** How `blackstart canary clean` removes one. */
  readonly remove?: HttpCall
  /** Sent with every request. What is secret is named and not written: `{ authorization: env('SHOP_TOKEN', 'Bearer ') }` */
  readonly headers?: Readonly<Record<string, string | EnvRef>>
  /** Files for HTTPS, relative to the configuration file. */
  readonly tls?: TlsFiles
}

/**
 * Names a secret instead of writing it down: its value is taken from the environment by the process that sends it, and
 * stands in no file, message or command line.
 *
 * @param prefix - stands before the value, for example `Bearer `
 */
export function env(name: string, prefix?: string): EnvRef {
  return prefix === undefined ? { env: name } : { env: name, prefix }
}
