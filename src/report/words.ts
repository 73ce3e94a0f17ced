import { atLeast, atMost, formatMs } from '../model/duration.ts'
import type { Interval } from '../model/interval.ts'
import type { ReasonCode } from '../model/reasons.ts'
import type { Verdict } from '../model/verdict.ts'
import type { Report } from './schema.ts'

export { atLeast, atMost }

/** How a verdict stands at the head of a report. */
export const HEADLINE = { pass: 'PASS', fail: 'FAIL', inconclusive: 'INCONCLUSIVE' } as const satisfies Record<
  Verdict,
  string
>

/** What an episode was seen as. */
export const EPISODE_WORDS = {
  'bad-run': 'bad probes in a row',
  'below-level': 'below the level',
  'not-sent': 'not sent: a gap of the prober',
} as const satisfies Record<Report['episodes'][number]['kind'], string>

/** Where a value that is exact as shown has floating-point noise. */
const NOISE = 1e-6
const NUMBER = new Intl.NumberFormat('en-US')

/** A count with thousands separated. */
export function count(value: number | null): string {
  return value === null ? 'not measured' : NUMBER.format(value)
}

/** So many of something: `1 write`, `2 writes`. @param thing - its plural ends with an s */
export function counted(howMany: number, thing: string): string {
  return `${count(howMany)} ${thing}${howMany === 1 ? '' : 's'}`
}

/** An interval of milliseconds: `612-702 ms`, `6.1-6.25 s`, `at most 702 ms`, `more than 15 s`, `unknown`. Never narrower than it is. */
export function span({ lo, hi }: Interval): string {
  if (lo === null && hi === null) return 'unknown'
  if (lo === null) return `at most ${atMost(hi ?? 0)}`
  if (hi === null) return `more than ${atLeast(lo)}`
  const from = atLeast(lo)
  const to = atMost(hi)
  if (from === to) return to
  const [amount, unit, ...rest] = from.split(' ')
  const sameUnit = rest.length === 0 && to.split(' ').length === 2 && to.endsWith(` ${unit}`)
  // A hyphen after a negative number would be read as a second minus.
  if (lo < 0) return `${from} to ${to}`
  return sameUnit ? `${amount}-${to}` : `${from} - ${to}`
}

/** The same for an interval of seconds. */
export function spanOfSeconds({ lo, hi }: Interval): string {
  return span({ lo: lo === null ? null : lo * 1_000, hi: hi === null ? null : hi * 1_000 })
}

/**
 * How far back the data that are left go. Where writes were acknowledged after the onset the onset does not bound that: then
 * it is counted from the take-over by the surviving system, as it is judged, and says so; people's time that was credited
 * would have come before that, and is judged with it.
 */
export function recoveryPoint({ rpaSeconds, lossWindowSeconds, creditedMs }: Measured): string {
  const windowed = rpaSeconds.hi === null && lossWindowSeconds.hi !== null
  if (!windowed) return spanOfSeconds(rpaSeconds)
  const people = creditedMs > 0 ? `, without up to ${formatMs(creditedMs)} of people's time` : ''
  return `${spanOfSeconds(lossWindowSeconds)} before the take-over${people}`
}

type Measured = Pick<Report['measurements'], 'rpaSeconds' | 'lossWindowSeconds' | 'creditedMs'>

/** How often something happened: `once`, `3 times`. */
export function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

/** An instant counted from the start of the drill. Like a span it is never shown narrower than it is. */
export function instant({ lo, hi }: Interval): string {
  const from = lo === null ? null : seconds(Math.floor(lo + NOISE))
  const to = hi === null ? null : seconds(Math.ceil(hi - NOISE))
  if (from === null) return to === null ? 'unknown' : `before ${to}`
  if (to === null) return `after ${from}`
  return from === to ? from : `${from} to ${to}`
}

/** An instant with three digits, because instants are compared with each other. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3)} s`
}

/** A share as a percentage; a share that is not zero never reads as zero. */
export function percent(share: number | null): string {
  if (share === null) return 'unknown'
  const text = Number((share * 100).toFixed(2))
  return share > 0 && text === 0 ? 'under 0.01 %' : `${text} %`
}

type Objective = Report['objectives'][number]

/** How an objective is called in a report. */
export const OBJECTIVE_TITLES = {
  rto: 'RTO',
  rpo: 'RPO',
  availability: 'Availability',
  latency: 'Latency p99',
  timeToDetect: 'Time to detect',
  timeToSteadyState: 'Time to steady state',
  timeToRedundancy: 'Time to redundancy',
} as const satisfies Record<Objective['name'], string>

/** An interval of shares, never narrower than it is: `93.1 to 94.2 %`. */
export function shareSpan({ lo, hi }: Interval): string {
  const digits = (value: number, round: (value: number) => number): string => `${round(value * 10_000) / 100}`
  const from = lo === null ? null : digits(lo, (value) => Math.floor(value + NOISE))
  const to = hi === null ? null : digits(hi, (value) => Math.ceil(value - NOISE))
  if (from === null) return to === null ? 'unknown' : `at most ${to} %`
  if (to === null) return `at least ${from} %`
  return from === to ? `${from} %` : `${from} to ${to} %`
}

/** An interval of counts: `3`, `3 to 5`, `unknown`. */
export function countSpan({ lo, hi }: Interval): string {
  if (lo === null || hi === null) return 'not measured'
  return lo === hi ? count(lo) : `${count(lo)} to ${count(hi)}`
}

/** What an objective promises, for a table. */
export function target({ target: value, unit }: Objective): string {
  if (unit === 'share') return `${Number((value * 100).toFixed(4))} %`
  if (value === 0) return `0 ${unit}`
  return formatMs(unit === 's' ? value * 1_000 : value)
}

/** What was measured for an objective, for a table. */
export function actual(objective: Objective, { measurements }: Pick<Report, 'measurements'>): string {
  const { writes, noOutageLongerThanMs } = measurements
  if (objective.name === 'rto') {
    if (objective.actual.lo === null && objective.actual.hi === null && noOutageLongerThanMs !== null) {
      return `no outage longer than ${atMost(noOutageLongerThanMs)}`
    }
    return span(objective.actual)
  }
  if (objective.unit === 'share') return shareSpan(objective.actual)
  if (objective.unit === 'ms') return span(objective.actual)
  if (objective.judgedOn === 'writes') {
    return writes.lost === null ? 'not measured' : `${count(writes.lost)} of ${count(writes.acknowledged)} writes lost`
  }
  return spanOfSeconds(objective.actual)
}

/** What the scenario's own code found, and that this stands as it was found. */
export function verification({ passed, text }: NonNullable<Report['verification']>): string {
  const found = passed ? text : `verify failed: ${text}`
  return `${oneLine(found)} (when the drill was over; not re-judged)`
}

/** What ended a drill, or kept it from beginning: of the reasons of a report, the others follow from these. */
const CAUSES: readonly ReasonCode[] = [
  'internal-error',
  'killed',
  'interrupted',
  'stopped',
  'guard-refused',
  'no-targets',
  'target-moved',
  'injection-failed',
  'not-steady',
  'already-failing',
  'environment-lost',
  'runbook-unusable',
]

/** All reasons of a report once each, causes first: its own, and those of single objectives. */
export function allReasons(report: Pick<Report, 'reasons' | 'objectives'>): Report['reasons'] {
  const seen = new Set<string>()
  const all = [...report.reasons, ...report.objectives.flatMap(({ reasons }) => reasons)].filter(({ code, text }) => {
    const key = `${code} ${text}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
  return all.toSorted((left, right) => rank(left.code) - rank(right.code))
}

function rank(code: ReasonCode): number {
  const index = CAUSES.indexOf(code)
  return index === -1 ? CAUSES.length : index
}

// oxlint-disable-next-line no-control-regex -- control characters are what it removes
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g

/**
 * Text that came from outside (a server's message, a title) on one line: control characters could move the cursor of a
 * terminal, and bidirectional ones could make a line read as something else.
 */
export function oneLine(text: string): string {
  return withoutControls(text).trim()
}

/** The same without taking spaces from its ends: for a piece of a line. */
export function withoutControls(text: string): string {
  return text.replaceAll(CONTROL, ' ')
}
