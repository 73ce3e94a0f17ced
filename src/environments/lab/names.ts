/** The zones of the lab's one region. */
export const ZONES = ['a', 'b'] as const
export type Zone = (typeof ZONES)[number]
export const REGION = 'lab'

/** The database in which the orders are. */
export const ORDERS_DATABASE = 'shop'
export const ORDERS_TABLE = 'orders'

/** `seq` is dense by writer, so that every lost order has a name. */
export const ORDERS_SQL = `create table ${ORDERS_TABLE} (
  writer text not null,
  seq bigint not null,
  at timestamptz not null default now(),
  primary key (writer, seq)
)`

export function databaseId(zone: Zone): string {
  return `db-${zone}`
}

export function serviceId(zone: Zone): string {
  return `service-${zone}`
}

export function relayId(zone: Zone): string {
  return `relay-${zone}`
}

/** The name by which a standby presents itself to its primary; PostgreSQL takes it unquoted in this form. */
export function applicationName(zone: Zone): string {
  return `db_${zone}`
}

export function otherZone(zone: Zone): Zone {
  return zone === 'a' ? 'b' : 'a'
}

export function zoneOfDatabase(id: string): Zone {
  const zone = ZONES.find((candidate) => databaseId(candidate) === id)
  if (zone === undefined) throw new RangeError(`there is no database '${id}'`)
  return zone
}

/**
 * The routes of a zone's relay.
 *
 * ```
 *                     ┌──────────── zone ────────────┐
 *  load balancer ──► service            ► order service
 *  endpoint, manager ► sql              ► database
 *  other zone ──────► replication-in    ► database
 *  failover manager ► agent             ► zone agent
 *  writer endpoint ◄ writer             ◄ order service
 *  other zone ◄───── replication-out    ◄ database, when it is the standby
 * ```
 */
export const ROUTES = ['service', 'sql', 'replication-in', 'agent', 'writer', 'replication-out'] as const
export type RouteName = (typeof ROUTES)[number]

/** URL of a database on loopback; the lab trusts every connection from there, so it needs no password. */
export function sqlUrl(port: number, database: string = ORDERS_DATABASE): string {
  return `postgresql://postgres@127.0.0.1:${port}/${database}`
}
