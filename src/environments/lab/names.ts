/** The zones of the lab's first region, most often its only one. */
export const ZONES = ['a', 'b'] as const
export type Zone = (typeof ZONES)[number]

/** The zone of the second region, where there is one (`regions=2`). */
export const SECOND_ZONE = 'c'
export type LabZone = Zone | typeof SECOND_ZONE

/** Name of the region of a lab that has but one. */
export const REGION = 'lab'
/** Names of the two regions, the one that is active at first before the other. */
export const REGIONS = ['region-a', 'region-b'] as const
export type RegionName = (typeof REGIONS)[number]

/** The zone of the lab's DNS; `.test` belongs to nobody (RFC 6761). */
export const DNS_ZONE = 'blackstart.test.'
/** The name that customers use. */
export const SHOP_NAME = `shop.${DNS_ZONE}`
/** The name that follows the writer from region to region. */
export const WRITER_NAME = `writer.${DNS_ZONE}`

/** The database in which the orders are. */
export const ORDERS_DATABASE = 'shop'
export const ORDERS_TABLE = 'orders'

/**
 * As whom services and probes come. Commits that wait for a lost standby keep their connections, also when their clients
 * have long given up: without rights of their own, the last connections ({@link SUPERUSER_CONNECTIONS}) stay free for
 * those who must put an end to that.
 */
const CUSTOMER = 'customer'

/** So many connections of a database are kept for `postgres`: the failover manager, and people. */
export const SUPERUSER_CONNECTIONS = 20

/** `seq` is dense by writer, so that every lost order has a name. */
export const ORDERS_SQL = `create table ${ORDERS_TABLE} (
  writer text not null,
  seq bigint not null,
  at timestamptz not null default now(),
  primary key (writer, seq)
);
create role ${CUSTOMER} login;
grant select, insert on ${ORDERS_TABLE} to ${CUSTOMER}`

/** By this a database names itself and its timeline, which every promotion raises: `db-a/1`. Only a primary can say it. */
export const DATABASE_IDENTITY_SQL = `current_setting('cluster_name') || '/' ||
  ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int`

export function databaseId(zone: LabZone): string {
  return `db-${zone}`
}

/** @param instance - from 1, counted up with every instance that the zone has ever had */
export function serviceId(zone: LabZone, instance: number): string {
  return `service-${zone}-${instance}`
}

export function relayId(border: LabZone | RegionName): string {
  return `relay-${border}`
}

/** The name by which a standby presents itself to its primary; PostgreSQL takes it unquoted in this form. */
export function applicationName(zone: LabZone): string {
  return `db_${zone}`
}

export function otherZone(zone: Zone): Zone {
  return zone === 'a' ? 'b' : 'a'
}

export function zoneOfDatabase(id: string): LabZone {
  const zone = ([...ZONES, SECOND_ZONE] as const).find((candidate) => databaseId(candidate) === id)
  if (zone === undefined) throw new RangeError(`there is no database '${id}'`)
  return zone
}

/** The ways across a zone's border that every zone has. */
const BORDER_ROUTES = ['sql', 'replication-in', 'agent', 'writer', 'replication-out'] as const

/** The way to one place for a service instance; places are numbered from 1. */
export type ServiceRoute = `service-${number}`

/** The ways across a region's border that a zone's does not have. */
const REGION_ROUTES = ['front', 'outside'] as const

export type RouteName = (typeof BORDER_ROUTES)[number] | (typeof REGION_ROUTES)[number] | ServiceRoute

export function serviceRoutes(capacity: number): readonly ServiceRoute[] {
  return Array.from({ length: capacity }, (_, index): ServiceRoute => `service-${index + 1}`)
}

/**
 * The routes of a zone's relay.
 *
 * ```
 *                     ┌──────────── zone ────────────┐
 *  load balancer ──► service-1 ...      ► order service, one route for each place
 *  endpoint, manager ► sql              ► database
 *  other zone ──────► replication-in    ► database
 *  failover manager ► agent             ► zone agent
 *  writer endpoint ◄ writer             ◄ order service
 *  other zone ◄───── replication-out    ◄ database, when it is the standby
 * ```
 */
export function routesOf(capacity: number): readonly RouteName[] {
  return [...serviceRoutes(capacity), ...BORDER_ROUTES]
}

/**
 * The routes of the relay of the first region, in front of those of its zones.
 *
 * ```
 *                     ┌────────── region ──────────┐
 *  customers ───────► front             ► load balancer
 *  customers ───────► sql               ► writer endpoint
 *  other region ────► replication-in    ► writer endpoint
 *  region manager ──► agent             ► region agent
 *  name server ◄───── outside           ◄ isolation response
 *  other region ◄──── replication-out   ◄ databases, when they are the replicas
 * ```
 * The border of the second region is that of its one zone, with `front` in addition.
 */
export const FIRST_REGION_ROUTES: readonly RouteName[] = [
  'front',
  'sql',
  'replication-in',
  'agent',
  'outside',
  'replication-out',
]

/** URL of a database on loopback; the lab trusts every connection from there, so it needs no password. */
export function sqlUrl(port: number, database: string = ORDERS_DATABASE): string {
  return `postgresql://postgres@127.0.0.1:${port}/${database}`
}

/** The same address, for those who come as customers do. */
export function asCustomer(url: string): string {
  const address = new URL(url)
  address.username = CUSTOMER
  return address.href
}
