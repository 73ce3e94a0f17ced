import type { ReasonCode } from '../model/reasons.ts'
import type { Report } from './schema.ts'
import { allReasons, atMost, count, countSpan } from './words.ts'

/** What reads are that were stale, wherever they are counted. */
export const STALE_READS = 'returned less than was acknowledged before: counted, not judged'

/** What the columns of a table of streams mean that do not say it themselves. */
export const STREAM_COLUMNS =
  'Below 50 / 90 / 99 %: for how long fewer of the probes were good since the fault, in whole seconds. ' +
  'Without an upper end ("more than"): it is not proven that the stream stayed up; its episodes say when it answered again.'

/** What a stream is, by its id. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/-fresh$/, 'a new connection for every request'],
  [/-pooled$/, 'connections that are kept, as an application keeps them'],
  [/^k6-/, 'the load'],
  [
    /^inside-/,
    'a client beside the database of its zone, which it writes to directly. That one refuses it while it is the standby, and cannot answer when it is gone: red is expected. It counts what a cut-off primary acknowledges',
  ],
  [/(^|-)rung-/, 'one step of the way (to connect, to read, ...): how far clients got; red while the way is broken'],
]

/** What each kind of stream is, for those that a report has: names and a text. Only judged streams decide. */
export function streamKinds({ streams }: Report): { readonly names: readonly string[]; readonly text: string }[] {
  return KINDS.flatMap(([pattern, text]) => {
    const found = streams.filter(({ id }) => pattern.test(id))
    const judged = found.every((stream) => stream.judged)
    return found.length === 0 ? [] : [{ names: found.map(({ id }) => id), text: judged ? text : `${text}; not judged` }]
  })
}

/** Why there is no time to steady state; empty where there is one. */
export function steadyStateOpen({ timeToSteadyStateMs: { lo, hi } }: Report['measurements']): string {
  return lo !== null && hi === null
    ? 'three windows in a row as before the fault were not seen until the drill ended'
    : ''
}

/** What a rung shows that did not fail: bad probes that are no outage are drawn all the same. */
export function rungHeld({ streams }: Report, stream: string): string {
  const found = streams.find(({ id }) => id === stream)
  if (found === undefined || found.bad === 0) return 'no'
  return `no outage: ${count(found.bad)} of ${count(found.operations)} probes bad, too few in a row`
}

/** Stale reads for people; empty when there were none. */
export function staleReads({ staleReads: found }: Report['measurements']): string {
  if ((found.hi ?? 0) === 0) return ''
  const surely = found.lo === 0 ? `up to ${count(found.hi)}` : countSpan(found)
  return `${surely}, which ${STALE_READS}`
}

/** Why a recovery point is not 0 where an objective of no loss is met; empty where there is nothing to explain. */
export function judgedOnWrites({ objectives, measurements: { rpaSeconds } }: Report): string {
  const met = objectives.some(
    ({ name, judgedOn, verdict }) => name === 'rpo' && judgedOn === 'writes' && verdict === 'pass',
  )
  return met && rpaSeconds.hi !== null ? 'RPO 0 s is judged on the writes' : ''
}

const TOO_SLOW: readonly ReasonCode[] = ['rto-exceeded', 'rto-within-interval']

/** The longest leg of a recovery that took too long; empty where it did not, or no leg is known. */
export function longestLeg(report: Report): string {
  const [longest] = report.legs.toSorted((a, b) => b.ms - a.ms)
  const slow = allReasons(report).some(({ code }) => TOO_SLOW.includes(code))
  return longest === undefined || !slow ? '' : `the longest leg is ${longest.leg}, ${atMost(longest.ms)}`
}

/** Of what the figures are no evidence; empty where they were measured on what they speak of. */
export function whereMeasured({ drill }: Pick<Report, 'drill'>): string {
  if (drill.backend === 'fake') return 'What answered was not AWS, but stood in its place: no evidence about AWS.'
  if (drill.backend !== 'lab') return ''
  const place =
    drill.environment === 'aws-lab' ? ', behind endpoints that stand in for AWS: no evidence about AWS, but' : ':'
  return `Measured in the lab${place} a statement about the scenario, the runbook and the harness, never about production.`
}

/**
 * What a loss of 0 on an asynchronous standby is worth in the lab, whose link has next to no lag; empty where that is
 * not so.
 */
export function lagNote({ drill, environment: { facts }, events }: Report): string {
  const bare = facts['replication'] === 'async' && facts['replicationHoldMs'] === '0' && facts['standby'] === 'on'
  if (drill.backend !== 'lab' || !bare) return ''
  const seen = events.findLast(({ kind }) => kind === 'replication-lag')
  const lag = seen === undefined ? '' : ` (${seen.text})`
  return `Asynchronous standby without replication-hold: what is lost is what the link lags behind, in this lab next to nothing${lag}. Your lag decides`
}
