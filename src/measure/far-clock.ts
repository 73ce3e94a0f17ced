/** Most answers of other hosts are dated by the second: what was cut off, in milliseconds. */
const RESOLUTION_MS = 1_000
/** Two disciplined clocks are each slewed by no more than 500 parts in a million: so fast may they part. */
const DRIFT = 1e-3
/** A clock that is known less exactly dates nothing that recoveries are made of, in milliseconds. */
export const MOST_DOUBT_MS = 5_000

/** An answer of another host with the date that stood in it. Milliseconds; ours on one monotonic clock, theirs since 1970. */
export interface DatedAnswer {
  readonly sentMs: number
  readonly receivedMs: number
  /** Cut off. */
  readonly dateMs: number
  /** What may have been cut off, in milliseconds. @default 1000 */
  readonly resolutionMs?: number
}

/** An interval with both of its ends. */
interface Known {
  readonly lo: number
  readonly hi: number
}

/**
 * By how much another host's clock is ahead of ours, as an interval, in milliseconds.
 *
 * Assumption: a date is written while its answer is made, and what the host dates is dated by that same clock.
 */
export interface ClockOffset extends Known {
  /** Anywhere in any of the answers. */
  readonly widest: Known
  /** Whether one clock can have given all of the dates. When not, the offset is as wide as the answers. */
  readonly agreed: boolean
  readonly answers: number
  /** Of the last answer, on our clock. */
  readonly atMs: number
}

/**
 * What one more answer says of the offset o. The date D was read between sending s and receiving r, and was cut off, so the
 * host's clock stood somewhere in [D, D + 1 s) at some instant of [s, r]: o ∈ [D − r, D + 1 s − s] (or what else was cut off). Each answer is an
 * interval; the truth lies in all of them at once, after those of earlier are widened by what two clocks may drift apart.
 * When they have nothing in common, there is more than one clock, or it was stepped: then o is anywhere in any of them.
 */
export function withAnswer(known: ClockOffset | undefined, answer: DatedAnswer): ClockOffset {
  const { sentMs, receivedMs, dateMs, resolutionMs = RESOLUTION_MS } = answer
  // Answers overtake each other.
  const atMs = Math.max(known?.atMs ?? receivedMs, receivedMs)
  const one = widened({ lo: dateMs - receivedMs, hi: dateMs + resolutionMs - sentMs }, atMs - sentMs)
  if (known === undefined) return { ...one, widest: one, agreed: true, answers: 1, atMs }
  const before = drifted(known, atMs)
  const both = { lo: Math.max(before.lo, one.lo), hi: Math.min(before.hi, one.hi) }
  const widest = { lo: Math.min(before.widest.lo, one.lo), hi: Math.max(before.widest.hi, one.hi) }
  const agreed = before.agreed && both.lo <= both.hi
  return { ...(agreed ? both : widest), widest, agreed, answers: known.answers + 1, atMs }
}

/** The same at another instant of ours: the clocks may have drifted apart since, or until then. */
function drifted(known: ClockOffset, atMs: number): ClockOffset {
  const byMs = atMs - known.atMs
  return { ...known, ...widened(known, byMs), widest: widened(known.widest, byMs), atMs }
}

function widened({ lo, hi }: Known, overMs: number): Known {
  const byMs = Math.abs(overMs) * DRIFT
  return { lo: lo - byMs, hi: hi + byMs }
}

/**
 * When something happened on our clock that another host dates by its own.
 *
 * @param far - milliseconds since 1970 on the host's clock
 * @returns undefined when too little is known of that clock to say: then nothing is attributed to it
 */
export function onOurClock(
  offset: ClockOffset | undefined,
  far: { readonly from: number; readonly to: number },
): Known | undefined {
  if (offset === undefined) return undefined
  const { lo, hi } = drifted(offset, far.from - (offset.lo + offset.hi) / 2)
  return hi - lo > MOST_DOUBT_MS ? undefined : { lo: far.from - hi, hi: far.to - lo }
}

/**
 * The time that another host's clock shows now.
 *
 * @param nowMs - on our monotonic clock
 */
export function farTime(offset: ClockOffset, nowMs: number): Known {
  const { lo, hi } = drifted(offset, nowMs)
  return { lo: nowMs + lo, hi: nowMs + hi }
}
