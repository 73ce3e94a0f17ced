import type { ClockOrigin } from './clock.ts'
import type { StreamInfo } from './operation.ts'

/** An open-loop probe stream as data: closures cannot cross into the prober's process. */
export type ProbeSpec = HttpProbeSpec | SqlProbeSpec

interface ProbeBasics extends StreamInfo {
  readonly source: 'probe'
  /** At most this many requests in flight; beyond it the slot is written as `shed`. At least timeout / interval. */
  readonly inFlightCap: number
  /** How old the value of a read may be: a read is `ok` if it returns what was acknowledged so long ago. @default 0 */
  readonly stalenessMs?: number
}

/** Reads and writes the canary by the HTTP contract: `POST /orders` with `{writer, seq}`, `GET /orders/latest?writer=`. */
export interface HttpProbeSpec extends ProbeBasics {
  readonly protocol: 'http'
  /** For example `http://127.0.0.1:4711`. */
  readonly baseUrl: string
}

/** Reads and writes the canary table by SQL. */
export interface SqlProbeSpec extends ProbeBasics {
  readonly protocol: 'sql'
  /** Connection URL without a password. */
  readonly url: string
  /** Table with the columns `writer text, seq bigint`. */
  readonly table: string
}

/** How the written canaries are read back, all of them, after the drill. */
export interface CanarySpec {
  /** The nodes that may be read; exactly one is the surviving writer at the time of reading. */
  readonly nodes: readonly CanaryNode[]
  /** Table with the columns `writer text, seq bigint`. */
  readonly table: string
}

export interface CanaryNode {
  readonly id: string
  /** `writer`: the address that follows the writer. `replica`: read too; "not checked" when it cannot be. */
  readonly role: 'writer' | 'replica'
  /** PostgreSQL connection URL without a password. */
  readonly url: string
}

/** What the prober process is started with, as one line of JSON on its standard input. The pipe is its lifeline: end-of-file ends it. */
export interface ProberPlan {
  readonly historyFile: string
  readonly origin: ClockOrigin
  readonly streams: readonly ProbeSpec[]
}
