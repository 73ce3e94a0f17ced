import type { ReasonCode } from '../model/reasons.ts'
import type { Report } from './schema.ts'
import { allReasons, atLeast, atMost, count, HEADLINE, oneLine, recoveryPoint, span, target } from './words.ts'

/** What the figures of the sentence already say. */
const SAID_BY_FIGURES: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'rto-exceeded',
  'rto-within-interval',
  'rpo-exceeded',
  'not-recovered',
  'rpo-not-measured',
])

/**
 * The result of a drill in one sentence: the verdict, recovery time against its objective, lost writes, and what else
 * decided. It claims no more than was measured: bounds are called bounds, and what is unknown is said to be unknown.
 *
 * @example `PASS: recovered in at most 702 ms (612-702 ms) against an RTO of 5 s; 0 of 4,812 acknowledged writes lost.`
 */
export function sentence(report: Report): string {
  const others = allReasons(report)
    .filter(({ code }) => !SAID_BY_FIGURES.has(code))
    .map(({ text }) => withoutStop(oneLine(text)))
  const [first, ...rest] = others
  const figures = [recovery(report), losses(report)]
  // What makes a measurement void comes before its figures; what failed beside them comes after.
  const parts = report.verdict === 'inconclusive' && first !== undefined ? [first, ...figures] : [...figures, ...others]
  const hidden = report.verdict === 'inconclusive' ? rest.length : 0
  const more = hidden === 0 ? '' : ` (and ${hidden} further ${hidden === 1 ? 'reason' : 'reasons'})`
  return `${HEADLINE[report.verdict]}: ${parts.join('; ')}${more}.`
}

function recovery(report: Report): string {
  const { creditedMs, noOutageLongerThanMs } = report.measurements
  const objective = report.objectives.find(({ name }) => name === 'rto')
  // The objective is judged with people's time in it, so it is told with it, too.
  const withPeople = objective !== undefined && creditedMs > 0
  const rtaMs = withPeople ? objective.actual : report.measurements.rtaMs
  const credited = withPeople ? `, with ${atLeast(creditedMs)} of people's time not measured` : ''
  const against = objective === undefined ? '' : ` against an RTO of ${target(objective)}${credited}`
  const notRecovered = allReasons(report).some(({ code }) => code === 'not-recovered')

  if (noOutageLongerThanMs !== null) return `no outage longer than ${atMost(noOutageLongerThanMs)} was seen`
  if (notRecovered && rtaMs.lo !== null) return `had not recovered ${atLeast(rtaMs.lo)} after the fault${against}`
  if (notRecovered) return `had not recovered when the drill gave up${against}`
  if (rtaMs.lo === null && rtaMs.hi === null) return downtime(report, against)
  if (rtaMs.hi === null) return `recovery took ${span(rtaMs)}, with no upper bound${against}`
  if (rtaMs.lo === null) return `recovered in ${span(rtaMs)}${against}`
  if (objective?.verdict === 'fail') return `recovered in no less than ${atLeast(rtaMs.lo)} (${span(rtaMs)})${against}`
  if (objective !== undefined && rtaMs.lo <= objective.target && rtaMs.hi > objective.target) {
    return `recovered in ${span(rtaMs)}, and the RTO of ${target(objective)} lies inside that interval${credited}`
  }
  return `recovered in at most ${atMost(rtaMs.hi)} (${span(rtaMs)})${against}`
}

/** Where the moment of the fault is unknown there is no recovery time, but a downtime. */
function downtime({ measurements: { downtimeMs } }: Report, against: string): string {
  if (downtimeMs.lo === null && downtimeMs.hi === null) return 'recovery time not measured'
  return `was down for ${span(downtimeMs)}${against}`
}

function losses(report: Report): string {
  const { writes } = report.measurements
  if (writes.lost === null) return 'data loss not measured'
  if (writes.acknowledged === 0) return 'no write was acknowledged, so none could be lost'
  const lost = `${count(writes.lost)} of ${count(writes.acknowledged)} acknowledged writes lost`
  if (writes.lost === 0) return lost
  const objective = report.objectives.find(({ name }) => name === 'rpo')
  const against = objective === undefined ? '' : ` against an RPO of ${target(objective)}`
  const back = recoveryPoint(report.measurements)
  return `${lost}${back === 'unknown' ? '' : ` (RPA ${back})`}${against}`
}

function withoutStop(text: string): string {
  return text.endsWith('.') ? text.slice(0, -1) : text
}
