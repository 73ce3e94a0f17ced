import { inFlightCap } from '../../model/in-flight-cap.ts'
import type { CanarySpec, HttpProbeSpec, NetProbeSpec, ProbeSpec, SqlProbeSpec } from '../../model/probe.ts'
import type { LabInfo } from './labd/config.ts'
import { asCustomer, DATABASE_IDENTITY_SQL, ORDERS_TABLE, zoneOfDatabase } from './names.ts'

/** d: how often each stream probes, milliseconds. */
const INTERVAL_MS = 20
/** t: when a probe gives up, milliseconds. */
const TIMEOUT_MS = 1_000

/**
 * The four streams on which a drill in the lab is judged: reads and writes, over a fresh connection each and over kept ones, all
 * as a customer would, through the load balancer; each reader asks for what the writer of its kind has written. Beside them
 * the clients inside the zones ({@link insideStreams}), and the ladder ({@link ladderStreams}).
 */
export function probeStreams(info: LabInfo): readonly ProbeSpec[] {
  return [...customerStreams(info), ...insideStreams(info), ...ladderStreams(info)]
}

function customerStreams({ customerUrl, dnsPort }: LabInfo): readonly HttpProbeSpec[] {
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
      inFlightCap: inFlightCap(TIMEOUT_MS, INTERVAL_MS),
      judged: true,
      path: dnsPort === null ? 'through the load balancer' : 'by name, to the region that the DNS answers',
      ...(connection === 'pooled' && kind === 'write' ? { rung: 'pool' as const } : {}),
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
  return Object.entries(databaseUrls).map(([database, url]): SqlProbeSpec => {
    const zone = zoneOfDatabase(database)
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
      url: asCustomer(url),
      table: ORDERS_TABLE,
      identity: DATABASE_IDENTITY_SQL,
    }
  })
}

/**
 * The ladder only says which rung failed and when it came back; probed as often as the judged streams it would be load,
 * for each new session costs the database a process. Milliseconds.
 */
const RUNG_INTERVAL_MS = 100

/**
 * The rungs of the ladder, from outside the zones, each with a connection of its own: to the load balancer, and by SQL to
 * the address that follows the writer. Names and TLS are missing: on loopback there are none.
 */
function ladderStreams({ customerUrl, writerUrl }: LabInfo): readonly (NetProbeSpec | SqlProbeSpec)[] {
  const basics = {
    source: 'probe',
    kind: 'read',
    connection: 'fresh',
    writer: 'rung-write',
    intervalMs: RUNG_INTERVAL_MS,
    timeoutMs: TIMEOUT_MS,
    inFlightCap: inFlightCap(TIMEOUT_MS, RUNG_INTERVAL_MS),
    judged: false,
  } as const
  const net = (id: string, url: string, path: string): NetProbeSpec => {
    const { hostname: host, port } = new URL(url)
    return { ...basics, id, protocol: 'net', rung: 'connect', path, host, port: Number(port) }
  }
  const sql = {
    ...basics,
    protocol: 'sql',
    path: 'at the address that follows the writer',
    url: asCustomer(writerUrl),
  } as const
  return [
    net('rung-connect-http', customerUrl, 'to the load balancer'),
    net('rung-connect-sql', writerUrl, sql.path),
    { ...sql, id: 'rung-authenticate', rung: 'authenticate', intervalMs: 2 * RUNG_INTERVAL_MS },
    { ...sql, id: 'rung-read', rung: 'read', table: ORDERS_TABLE, intervalMs: 2 * RUNG_INTERVAL_MS },
    { ...sql, id: 'rung-write', rung: 'write', kind: 'write', table: ORDERS_TABLE, identity: DATABASE_IDENTITY_SQL },
  ]
}

/**
 * Where the canaries are read back: at the address that follows the writer, and at each database directly. Which of those is the
 * replica changes with a failover; both are read, and the writer's own copy agrees with the writer.
 */
export function canaryNodes({ writerUrl, databaseUrls }: LabInfo): CanarySpec {
  const replicas = Object.entries(databaseUrls).map(([id, url]) => ({ id, role: 'replica', url }) as const)
  return { nodes: [{ id: 'writer', role: 'writer', url: writerUrl }, ...replicas], table: ORDERS_TABLE }
}
