import { CLASSIFICATION, type ClassificationRow } from './classification-table.ts'
import type { Observation } from './observation.ts'

/** What no row matches may or may not have had its effect: it is never counted as failed. */
const UNKNOWN: ClassificationRow = {
  match: { kind: 'error' },
  outcome: 'info',
  errorClass: 'unknown',
  why: 'nothing is known about this error, so nothing may be concluded from it',
}

/** The first row of the table that matches. */
export function classify(observation: Observation): ClassificationRow {
  return CLASSIFICATION.find(({ match }) => matches(match, observation)) ?? UNKNOWN
}

function matches(match: ClassificationRow['match'], seen: Observation): boolean {
  return (
    match.kind === seen.kind &&
    (match.code === undefined || seen.code.startsWith(match.code)) &&
    (match.sent === undefined || match.sent === seen.sent) &&
    (match.kept === undefined || match.kept === seen.kept)
  )
}
