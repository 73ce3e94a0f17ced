import { waitFor } from '../../../../system/wait.ts'
import type { Database } from '../database.ts'
import type { Lab } from '../lab.ts'

/** Steps of a failover after which it is decided. */
const DECIDED = ['endpoint-moved', 'failover-failed']
/** Steps of a failover that is under way. */
const UNDER_WAY = ['primary-lost', 'region-lost', 'fenced', 'region-fenced', 'fence-unconfirmed', 'promoted']

/** How long a failover that is under way is waited for. */
const DECISION_TIMEOUT_MS = 5_000

/**
 * Whether somebody else is the primary now, or is just being made it. A database of which that is true must never wake
 * or be connected again: two primaries would acknowledge.
 *
 * @param eventsSeen - how many control-plane events there were when it was still the primary
 */
export async function isDeposed(lab: Lab, database: Database, eventsSeen: number): Promise<boolean> {
  const decided = await waitFor('the failover to be decided', () => !isUnderWay(lab, eventsSeen), {
    timeoutMs: DECISION_TIMEOUT_MS,
    everyMs: 20,
  }).catch(() => false)
  if (!decided) return true
  const others = lab.databases.filter((other) => other !== database)
  return (await Promise.all(others.map((other) => other.role()))).includes('primary')
}

function isUnderWay({ events: { events } }: Lab, eventsSeen: number): boolean {
  const steps = events.slice(eventsSeen).filter(({ kind }) => DECIDED.includes(kind) || UNDER_WAY.includes(kind))
  const last = steps.at(-1)
  return last !== undefined && UNDER_WAY.includes(last.kind)
}
