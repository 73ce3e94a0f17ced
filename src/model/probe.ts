import type { ClockOrigin } from './clock.ts'
import type { HttpAccess, HttpContract } from './http-contract.ts'
import type { StreamInfo } from './operation.ts'

/** An open-loop probe stream as data: closures cannot cross into the prober's process. */
export type ProbeSpec = HttpProbeSpec | SqlProbeSpec | NetProbeSpec

interface ProbeBasics extends StreamInfo {
  readonly source: 'probe'
  /** At most this many requests in flight; beyond it the slot is written as `shed`. At least timeout / interval. */
  readonly inFlightCap: number
  /** How old the value of a read may be: a read is `ok` if it returns what was acknowledged so long ago. @default 0 */
  readonly stalenessMs?: number
}

/** Reads and writes the canary by HTTP or HTTPS. */
export interface HttpProbeSpec extends ProbeBasics, HttpAccess {
  readonly protocol: 'http'
  /** For example `http://127.0.0.1:4711`; without credentials. */
  readonly baseUrl: string
  /** Name of the environment variable that holds the address with its credentials; it takes the place of {@link baseUrl}. */
  readonly urlEnv?: string
  /** @default the order service's: `POST /orders` with `{writer, seq}`, `GET /orders/latest?writer=` */
  readonly contract?: HttpContract
}

/** Reads and writes the canary table by SQL. */
export interface SqlProbeSpec extends ProbeBasics {
  readonly protocol: 'sql'
  /** Connection URL without a password. */
  readonly url: string
  /** Name of the environment variable that holds the URL with its password; it takes the place of {@link url}. */
  readonly urlEnv?: string
  /** Table with the columns `writer text, seq bigint`. Undefined for a read: it only asks for an answer, `select 1`. */
  readonly table?: string
  /** SQL expression by which a write learns what acknowledged it: a text `name/epoch`. @default it is not asked */
  readonly identity?: string
}

/** A rung below the protocol: is there a name, does anybody listen, does the handshake succeed. Nothing is read or written. */
export interface NetProbeSpec extends ProbeBasics {
  readonly protocol: 'net'
  readonly rung: 'name' | 'connect' | 'tls'
  /** Name or address. */
  readonly host: string
  readonly port: number
  /** File of the certificate authorities that are trusted, PEM. @default those that Node brings */
  readonly ca?: string
  /** Files of the client's certificate and its key, PEM, for servers that ask for one. */
  readonly cert?: string
  readonly key?: string
}

/** How the written canaries are read back, all of them, after the drill. */
export interface CanarySpec {
  /** The nodes that may be read; those that are the surviving writer at the time of reading hold all writes together. */
  readonly nodes: readonly CanaryNode[]
  /** Table with the columns `writer text, seq bigint`, for nodes that do not name their own. */
  readonly table: string
}

export type CanaryNode = SqlCanaryNode | HttpCanaryNode

interface NodeBasics {
  readonly id: string
  /** `writer`: the address that follows the writer. `replica`: read too; "not checked" when it cannot be. */
  readonly role: 'writer' | 'replica'
}

export interface SqlCanaryNode extends NodeBasics {
  readonly protocol?: 'sql'
  /** PostgreSQL connection URL without a password. */
  readonly url: string
  /** Like that of {@link SqlProbeSpec}. */
  readonly urlEnv?: string
  /** @default that of the {@link CanarySpec} */
  readonly table?: string
  /** Only the rows of these writers are ours to read. @default all rows */
  readonly writers?: readonly string[]
}

/** Read back by the {@link HttpContract}: as a list, or else each attempted write by its name. */
export interface HttpCanaryNode extends NodeBasics, HttpAccess {
  readonly protocol: 'http'
  /** Like `baseUrl` of {@link HttpProbeSpec}. */
  readonly url: string
  readonly urlEnv?: string
  readonly contract: HttpContract
  readonly writers: readonly string[]
  /** Limit of one request, in milliseconds. */
  readonly timeoutMs: number
}

/** What the prober process is started with, as one line of JSON on its standard input. The pipe is its lifeline: end-of-file ends it. */
export interface ProberPlan {
  readonly historyFile: string
  readonly origin: ClockOrigin
  readonly streams: readonly ProbeSpec[]
}
