import type { Fault } from '../../../model/fault.ts'
import type { Patience } from '../../environment.ts'
import { ANSWER_MS } from '../clients/access.ts'
import type { AwsSettings } from '../settings.ts'
import { LATE_MS } from './ask-once.ts'
import { BEGUN_MS } from './begin-experiment.ts'
import { SHOWN_MS as BORNE_OUT_MS } from './borne-out.ts'
import { BACK_MS } from './database-crash.ts'
import { ANSWERED_MS } from './dns-failover.ts'
import { PREVIEW_MS } from './preview.ts'
import { SHOWN_MS } from './replication-pause.ts'
import { SHOWN_MS as TASK_SHOWN_MS, STOPPED_MS } from './task-stop.ts'

/** A call whose answer is lost: until it is given up, and until it is certain that nothing comes of it. */
const LOST_MS = ANSWER_MS + LATE_MS

/**
 * By FIS: a template, a preview, the start, what it hits, its word, and what bears it out. Each of the last five is waited for,
 * and every call may be the last one before its answer comes.
 */
const BY_FIS_MS =
  ANSWER_MS + (ANSWER_MS + PREVIEW_MS) + LOST_MS + 2 * (BEGUN_MS + ANSWER_MS) + (BORNE_OUT_MS + ANSWER_MS)

/** How long it takes at most to inject and to prove, in milliseconds: the sum of what its code waits for. */
const INJECT_MS: Readonly<Partial<Record<Fault['kind'], number>>> = {
  'zone.lose': BY_FIS_MS,
  'zone.isolate': BY_FIS_MS,
  'region.isolate': BY_FIS_MS,
  'instance.stop': BY_FIS_MS,
  'replication.pause': BY_FIS_MS + SHOWN_MS,
  fis: BY_FIS_MS,
  // By RDS it takes less.
  'database.failover': BY_FIS_MS,
  'database.kill': BACK_MS + ANSWER_MS,
  // An instance is gone sooner than a task of ECS.
  'instance.terminate': LOST_MS + (STOPPED_MS + ANSWER_MS) + (TASK_SHOWN_MS + ANSWER_MS),
  // It is marked, inverted, and answered otherwise.
  'dns.failover': ANSWER_MS + LOST_MS + ANSWERED_MS + ANSWER_MS,
}

/** What FIS may be asked for: it puts back what it has done before it says that it has stopped. */
const UNDONE_BY_FIS: ReadonlySet<Fault['kind']> = new Set([
  'zone.lose',
  'zone.isolate',
  'region.isolate',
  'instance.stop',
  'replication.pause',
  'fis',
  'database.failover',
])

/**
 * How long AWS may take about a fault of this kind; undefined: no longer than any environment.
 *
 * @param settings - how long FIS may take to end; and which targets a failover may have, one after the other
 */
export function awsPatience(
  { kind }: Fault,
  { undoMs, expectedTargets = [] }: Pick<AwsSettings, 'undoMs' | 'expectedTargets'>,
): Patience | undefined {
  const injectMs = INJECT_MS[kind]
  if (injectMs === undefined) return undefined
  const targets = kind === 'database.failover' ? Math.max(1, expectedTargets.length) : 1
  return { injectMs: targets * injectMs, undoMs: UNDONE_BY_FIS.has(kind) ? targets * undoMs : 0 }
}
