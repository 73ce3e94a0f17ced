/**
 * A measured quantity: the truth lies between `lo` and `hi`.
 * `null` means that this side is unbounded or unknown.
 */
export interface Interval {
  readonly lo: number | null
  readonly hi: number | null
}

/** The interval of which nothing is known. */
export const UNKNOWN: Interval = { lo: null, hi: null }

/** A length of history, in nanoseconds since the start of the drill. */
export interface Span {
  readonly fromNs: number
  readonly toNs: number
}
