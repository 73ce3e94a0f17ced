import type { EnvRef } from './env-ref.ts'

/**
 * How a service under test takes a canary by HTTP, as data. In paths and bodies `{writer}` and `{seq}` stand for the two
 * halves of a write's name, `{id}` for both (`<writer>-<seq>`), and in the path of {@link HttpContract.list} `{after}`
 * for the highest seq that is known already.
 */
export interface HttpContract {
  /** Undefined: nothing is ever written. */
  readonly write?: HttpWrite
  readonly read: HttpRead
  /** How all writes are read back; undefined: they are read back one by one where {@link read} asks by name. */
  readonly list?: HttpList
  /** How one canary is removed. */
  readonly remove?: HttpCall
}

/** One request, and the statuses that mean success. */
export interface HttpCall {
  /** @default the usual one: POST for a write, GET for a read or a list, DELETE for a removal */
  readonly method?: string
  /** Begins with a slash, and follows the path of the address; empty: the address itself. */
  readonly path: string
  /** Sent as it is, after its names were filled in. */
  readonly body?: string
  /** @default 'application/json' where there is a body */
  readonly contentType?: string
  /** @default 200, 201 and 204 */
  readonly ok?: readonly number[]
}

export interface HttpWrite extends HttpCall {
  /**
   * Statuses that prove that nothing was written, for example a throttle's 429. Any other status that is not a success
   * leaves it open. @default none
   */
  readonly refused?: readonly number[]
  /** The answer must repeat the write's name in its fields `writer` and `seq`. @default false */
  readonly echo?: boolean
}

/**
 * A read says whether the newest acknowledged write is there. Three ways: the answer names the newest seq
 * ({@link newest}); or the path asks for one write by name (`{seq}` or `{id}`); or, with neither, the status alone counts.
 */
export interface HttpRead extends HttpCall {
  /** Where in the JSON answer the newest seq stands, for example `seq` or `data.newest.seq`. */
  readonly newest?: string
  /** Text that the answer must contain, names filled in: a friendly error page with status 200 is not the service. */
  readonly contains?: string
}

export interface HttpList extends HttpCall {
  /** Where in the JSON answer the list stands; empty: the answer is the list. @default '' */
  readonly items?: string
  /** Where in an item its seq stands; empty: the item is the number. @default 'seq' */
  readonly seq?: string
}

/** How a server is reached beside its address; secrets by name only. */
export interface HttpAccess {
  readonly headers?: Readonly<Record<string, string | EnvRef>>
  readonly tls?: TlsFiles
}

/** Files for HTTPS, in PEM, absolute paths. */
export interface TlsFiles {
  /** Certificate authorities that are trusted, in place of those that Node brings. @default those that Node brings */
  readonly ca?: string
  /** The client's certificate, for servers that ask for one. */
  readonly cert?: string
  /** Its private key. */
  readonly key?: string
}
