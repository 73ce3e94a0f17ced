import type { Fault } from '../../../model/fault.ts'
import type { Patience } from '../../environment.ts'

/** How long FIS may take until it has put everything back and stopped, in milliseconds. */
export const STOPPED_BY_FIS_MS = 300_000

/**
 * FIS previews, begins, and on its way out puts back what it has done before it says that it has stopped: instances that
 * start again, associations of network ACLs, each within minutes.
 */
const BY_FIS: Patience = { injectMs: 240_000, undoMs: STOPPED_BY_FIS_MS }

const BY_KIND: Readonly<Partial<Record<Fault['kind'], Patience>>> = {
  'zone.lose': BY_FIS,
  'zone.isolate': BY_FIS,
  'region.isolate': BY_FIS,
  'instance.stop': BY_FIS,
  'replication.pause': BY_FIS,
  fis: BY_FIS,
  // It may be FIS that is asked for it.
  'database.failover': BY_FIS,
  // A load balancer may let go of a task for 5 minutes before ECS stops it.
  'instance.terminate': { injectMs: 400_000, undoMs: 0 },
  'dns.failover': { injectMs: 45_000, undoMs: 0 },
}

/** How long AWS may take about a fault of this kind; undefined: no longer than any environment. */
export function awsPatience({ kind }: Fault): Patience | undefined {
  return BY_KIND[kind]
}
