import type { CanarySpec, HttpProbeSpec, ProbeSpec, SqlProbeSpec } from '../../model/probe.ts'
import type { LabInfo } from './labd/config.ts'
import { databaseId, ORDERS_TABLE, ZONES } from './names.ts'

/** d: how often each stream probes, milliseconds. */
const INTERVAL_MS = 20
/** t: when a probe gives up, milliseconds. */
const TIMEOUT_MS = 1_000

/**
 * The four streams on which a drill in the lab is judged: reads and writes, over a fresh connection each and over kept ones, all
 * as a customer would, through the load balancer; each reader asks for what the writer of its kind has written. Beside them
 * the clients inside the zones ({@link insideStreams}).
 */
export function probeStreams(info: LabInfo): readonly ProbeSpec[] {
  return [...customerStreams(info), ...insideStreams(info)]
}

function customerStreams({ customerUrl }: LabInfo): readonly HttpProbeSpec[] {
  return (['fresh', 'pooled'] as const).flatMap((connection) =>
    (['write', 'read'] as const).map((kind) => ({
      id: `${kind}-${connection}`,
      source: 'probe',
      kind,
      connection,
      protocol: 'http',
      writer: `write-${connection}`,
      intervalMs: INTERVAL_MS,
      timeoutMs: TIMEOUT_MS,
      inFlightCap: Math.ceil(TIMEOUT_MS / INTERVAL_MS),
      judged: true,
      path: 'through the load balancer',
      baseUrl: customerUrl,
    })),
  )
}

/** The inside clients need no fine timetable: they are there for what is acknowledged, not for when. Milliseconds. */
const INSIDE_INTERVAL_MS = 100

/**
 * A client inside each zone, beside its database, which it writes to without crossing the border. It feeds the ledger of
 * writes and is never judged: without it nobody could see that an isolated primary goes on acknowledging. While the
 * database of its zone is the standby it is refused, provably without effect.
 */
function insideStreams({ databaseUrls }: LabInfo): readonly SqlProbeSpec[] {
  return ZONES.flatMap((zone) => {
    const url = databaseUrls[databaseId(zone)]
    if (url === undefined) return []
    return {
      id: `inside-${zone}`,
      source: 'probe',
      kind: 'write',
      connection: 'pooled',
      protocol: 'sql',
      writer: `inside-${zone}`,
      intervalMs: INSIDE_INTERVAL_MS,
      timeoutMs: TIMEOUT_MS,
      // A server that hangs lets them pile up; twice as many as time out is room enough.
      inFlightCap: Math.ceil((2 * TIMEOUT_MS) / INSIDE_INTERVAL_MS),
      judged: false,
      path: `inside zone ${zone}, beside its database`,
      insideZone: zone,
      url,
      table: ORDERS_TABLE,
    }
  })
}

/**
 * Where the canaries are read back: at the address that follows the writer, and at each database directly. Which of those is the
 * replica changes with a failover; both are read, and the writer's own copy agrees with the writer.
 */
export function canaryNodes({ writerUrl, databaseUrls }: LabInfo): CanarySpec {
  const replicas = Object.entries(databaseUrls).map(([id, url]) => ({ id, role: 'replica', url }) as const)
  return { nodes: [{ id: 'writer', role: 'writer', url: writerUrl }, ...replicas], table: ORDERS_TABLE }
}
