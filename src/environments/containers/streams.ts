import type { CanaryNode, CanarySpec, ProbeSpec, SqlProbeSpec } from '../../model/probe.ts'
import { observedCanary } from '../observed/canary.ts'
import type { ObservedSettings } from '../observed/settings.ts'
import { observedStreams } from '../observed/streams.ts'
import type { ContainersSettings } from './settings.ts'
import { sqlUrlOf } from './sql.ts'
import type { StackContainer } from './stack.ts'

/** How often the clients inside the zones, and the rungs of the ladder, ask, at most, in milliseconds. */
const SLOWER_INTERVAL_MS = 100

/** A database names itself and its timeline, which every promotion raises. Only a primary can say it. */
const DATABASE_IDENTITY_SQL = `coalesce(nullif(current_setting('cluster_name'), ''), inet_server_addr()::text) || '/' ||
  ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int`

/** What the instrument asks of a stack. */
export interface Instrument {
  readonly streams: readonly ProbeSpec[]
  readonly canary: CanarySpec | undefined
}

/**
 * How a stack is measured: as its customers use it, on the terms of the team's canary. Where the canaries lie in a table
 * of databases that can be asked, they are read back there, and clients inside the zones write beside the databases.
 *
 * @param host - where published ports answer
 * @param loadWriter - the name under which the load writes, where it keeps a ledger
 */
export function instrumentOf(
  settings: ContainersSettings,
  drillId: string,
  customerUrl: string,
  containers: readonly StackContainer[],
  host: string,
  loadWriter: string | undefined,
): Instrument {
  const { canary, everyMs, timeoutMs } = settings
  const observed: ObservedSettings = {
    drillId,
    http: { url: customerUrl },
    everyMs,
    timeoutMs,
    readOnly: false,
    canary,
    ...(loadWriter === undefined ? {} : { loadWriter }),
  }
  const customers = observedStreams(observed).map((stream) => ({ ...stream, inFlightCap: capOf(stream) }))
  const table = canary.http?.table
  const databases = table === undefined ? [] : databasesOf(containers, host)
  if (table === undefined || databases.length === 0) {
    return { streams: customers, canary: observedCanary(observed, customers) }
  }
  const writer = containers.find(({ role }) => role === 'writer-endpoint')
  const writerUrl = writer && sqlUrlOf(writer, host)
  const basics = (intervalMs: number) => ({
    source: 'probe' as const,
    protocol: 'sql' as const,
    intervalMs,
    timeoutMs,
    inFlightCap: capOf({ timeoutMs, intervalMs }),
    judged: false,
  })
  const slowMs = Math.max(SLOWER_INTERVAL_MS, everyMs)
  return {
    streams: [
      ...customers,
      ...databases.flatMap(({ component, zone, url }) =>
        zone === undefined ? [] : [insideStream(component, zone, url, table, basics(slowMs))],
      ),
      ...(writerUrl === undefined ? [] : ladder(writerUrl, table, basics(2 * slowMs))),
    ],
    canary: {
      table,
      nodes: [
        ...(writerUrl === undefined ? [] : [{ id: 'writer', role: 'writer', url: writerUrl } satisfies CanaryNode]),
        ...databases.map(({ component, url }): CanaryNode => ({
          id: component,
          // Without an address that follows the writer each database may be it, and says itself whether it is.
          role: writerUrl === undefined ? 'writer' : 'replica',
          url,
        })),
      ],
    },
  }
}

/**
 * Twice what a full outage needs: a request that hangs is given up a little late on a busy machine, and the slot that falls
 * due in that moment would not be sent.
 */
function capOf({ timeoutMs, intervalMs }: Pick<ProbeSpec, 'timeoutMs' | 'intervalMs'>): number {
  return Math.ceil((2 * timeoutMs) / intervalMs)
}

type Basics = Pick<SqlProbeSpec, 'source' | 'protocol' | 'intervalMs' | 'timeoutMs' | 'inFlightCap' | 'judged'>

/**
 * A client beside a database: without it nobody could see that an isolated primary goes on acknowledging. Named after the
 * database and not after its zone, which may hold several: two writers of one name would number their canaries alike, and
 * the one's would be taken for the other's.
 */
function insideStream(component: string, zone: string, url: string, table: string, basics: Basics): SqlProbeSpec {
  return {
    ...basics,
    id: `inside-${component}`,
    kind: 'write',
    connection: 'pooled',
    writer: `inside-${component}`,
    path: `inside zone ${zone}, beside ${component}`,
    insideZone: zone,
    url,
    table,
    identity: DATABASE_IDENTITY_SQL,
  }
}

/**
 * The rungs at the address that follows the writer. The rung of the connect is missing: the engine accepts connections
 * to published ports on behalf of containers that are dead, frozen or cut off.
 */
function ladder(url: string, table: string, basics: Basics): readonly SqlProbeSpec[] {
  const rung = {
    ...basics,
    connection: 'fresh',
    writer: 'rung-write',
    path: 'at the address that follows the writer',
    url,
  } as const
  return [
    { ...rung, id: 'rung-authenticate', kind: 'read', rung: 'authenticate' },
    { ...rung, id: 'rung-read', kind: 'read', rung: 'read', table },
    { ...rung, id: 'rung-write', kind: 'write', rung: 'write', table, identity: DATABASE_IDENTITY_SQL },
  ]
}

function databasesOf(
  containers: readonly StackContainer[],
  host: string,
): { readonly component: string; readonly zone: string | undefined; readonly url: string }[] {
  return containers
    .filter(({ role }) => role === 'primary' || role === 'standby')
    .flatMap((one) => {
      const url = sqlUrlOf(one, host)
      return url === undefined ? [] : [{ component: one.component, zone: one.zone, url }]
    })
}
