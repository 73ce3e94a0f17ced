import type { CanarySpec, HttpProbeSpec } from '../../model/probe.ts'
import type { LabInfo } from './labd/config.ts'
import { ORDERS_TABLE } from './names.ts'

/** d: how often each stream probes, milliseconds. */
const INTERVAL_MS = 20
/** t: when a probe gives up, milliseconds. */
const TIMEOUT_MS = 1_000

/**
 * The four streams on which a drill in the lab is judged: reads and writes, over a fresh connection each and over kept ones, all
 * as a customer would, through the load balancer. Each reader asks for what the writer of its kind has written.
 */
export function probeStreams({ customerUrl }: LabInfo): readonly HttpProbeSpec[] {
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

/**
 * Where the canaries are read back: at the address that follows the writer, and at each database directly. Which of those is the
 * replica changes with a failover; both are read, and the writer's own copy agrees with the writer.
 */
export function canaryNodes({ writerUrl, databaseUrls }: LabInfo): CanarySpec {
  const replicas = Object.entries(databaseUrls).map(([id, url]) => ({ id, role: 'replica', url }) as const)
  return { nodes: [{ id: 'writer', role: 'writer', url: writerUrl }, ...replicas], table: ORDERS_TABLE }
}
