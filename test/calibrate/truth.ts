import type { Interval } from '../../src/model/interval.ts'
import type { Judgement } from '../../src/model/judgement.ts'

/** When something really happened: between two readings of the clock that enclose it. A simulation knows the instant: both are equal. */
export interface Bracket {
  readonly lo: number
  readonly hi: number
}

/** What really happened to the service, in milliseconds since the start of the drill. */
export interface Truth {
  readonly fault: Bracket
  readonly onset: Bracket
  readonly recovery: Bracket
  /** From the recovery point to the onset: what was committed in between is gone. 0 when nothing was lost. */
  readonly lostMs: Bracket
  /** The longest time without a break for which the service was down. */
  readonly longestDownMs: number
}

export function instant(ms: number): Bracket {
  return { lo: ms, hi: ms }
}

/** Something that a judgement says, beside what is true. */
interface Claim {
  readonly name: string
  readonly truth: Bracket
  readonly said: Interval
}

/**
 * The claims of a judgement that do not hold the truth, in words: the interval and the bracket of the truth do not meet.
 * Every judged stream claims an onset and a recovery of its own.
 *
 * @param mayBeOpen - whether "longer than x" is enough; an interval that is not known at both ends says little
 */
export function missesOf(truth: Truth, judgement: Judgement, { mayBeOpen = false } = {}): string[] {
  const { noOutageLongerThanMs: longest } = judgement.measurements
  if (longest !== null) {
    // A prober that stood still may see nothing at all: then it must say how much it cannot have seen.
    const text = `no outage longer than ${longest.toFixed(3)} is wrong: one took ${truth.longestDownMs.toFixed(3)}`
    return truth.longestDownMs <= longest ? [] : [text]
  }
  return claimsOf(truth, judgement)
    .filter(({ truth: { lo, hi }, said }) => !meets(lo, hi, said, mayBeOpen))
    .map(({ name, truth: { lo, hi }, said }) => `${name} ${range(lo, hi)} is not in ${range(said.lo, said.hi)}`)
}

function claimsOf(truth: Truth, { measurements, streams }: Judgement): Claim[] {
  const { fault, onset, recovery, lostMs } = truth
  const claims: Claim[] = [
    { name: 'fault', truth: fault, said: measurements.fault },
    { name: 'onset', truth: onset, said: measurements.onset },
    { name: 'recovery', truth: recovery, said: measurements.recovery },
    { name: 'rta', truth: between(fault, recovery), said: measurements.rtaMs },
    { name: 'downtime', truth: between(onset, recovery), said: measurements.downtimeMs },
    { name: 'rpa', truth: lostMs, said: inMs(measurements.rpaSeconds) },
  ]
  for (const { id, judged, ...stream } of streams) {
    if (!judged) continue
    claims.push(
      { name: `${id}: onset`, truth: onset, said: stream.onset },
      { name: `${id}: recovery`, truth: recovery, said: stream.recovery },
    )
  }
  return claims
}

function between(from: Bracket, to: Bracket): Bracket {
  return { lo: to.lo - from.hi, hi: to.hi - from.lo }
}

function inMs({ lo, hi }: Interval): Interval {
  return { lo: lo === null ? null : lo * 1_000, hi: hi === null ? null : hi * 1_000 }
}

/** A ten-thousandth of a millisecond for the rounding of floating-point numbers. */
const ROUNDING_MS = 1e-4

function meets(lo: number, hi: number, said: Interval, mayBeOpen: boolean): boolean {
  const early = said.lo !== null && said.lo - ROUNDING_MS <= hi
  return early && (said.hi === null ? mayBeOpen : lo <= said.hi + ROUNDING_MS)
}

function range(lo: number | null, hi: number | null): string {
  const text = (ms: number | null): string => (ms === null ? 'unknown' : ms.toFixed(3))
  return lo === hi ? text(lo) : `${text(lo)}..${text(hi)}`
}
