/** Whom a standby follows. */
export interface Upstream {
  /** @default '127.0.0.1' */
  readonly host?: string
  /** The primary's port, or that of the relay in front of it. */
  readonly port: number
  /** The standby's name at the primary: what `synchronous_standby_names` and `pg_stat_replication` call it. */
  readonly applicationName: string
}

/** What makes one server differ from another. */
export interface ServerSettings {
  /** Name of the component, for example `db-a`; it stands in the process titles too. */
  readonly id: string
  /** On loopback; the caller takes a free one. */
  readonly port: number
  /** Makes it a standby. */
  readonly follows?: Upstream
  /** Who may connect beside this machine, trusted without a password: addresses as in `pg_hba.conf`. @default nobody */
  readonly clients?: string
  /** Further settings; they win over ours. */
  readonly overrides?: Readonly<Record<string, string>>
}

/**
 * `fsync=off`: the lab's faults kill processes, and what a process has written stays in the kernel's page cache when it
 * dies; only a machine that stops loses it, and then the lab is gone too. Replication waits for the standby's *flush* as
 * ever; that flush is then a write to the page cache.
 */
const SAME_FOR_ALL: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  shared_buffers: '16MB',
  // A small segment of System V shared memory remains and is removed by us; POSIX segments of a killed server would stay.
  dynamic_shared_memory_type: 'mmap',
  max_connections: '50',
  max_worker_processes: '4',
  max_logical_replication_workers: '0',
  autovacuum_worker_slots: '2',
  autovacuum_max_workers: '1',
  io_method: 'sync',
  jit: 'off',
  wal_level: 'replica',
  max_wal_senders: '8',
  max_replication_slots: '8',
  hot_standby: 'on',
  // What a standby may fall behind before it has to be copied again.
  wal_keep_size: '64MB',
  min_wal_size: '8MB',
  max_wal_size: '128MB',
  // PostgreSQL's default of 5 s would be the longest part of every fail-over.
  wal_retrieve_retry_interval: '100ms',
  wal_receiver_status_interval: '1s',
  wal_receiver_timeout: '3s',
  wal_sender_timeout: '3s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
}

/**
 * The whole `postgresql.conf`. A file and not command line options, so that `ALTER SYSTEM` can change what is in it.
 * `synchronous_standby_names` is not there: set before a standby streams it would make every write wait for ever.
 */
export function renderPostgresqlConf({ id, port, follows, overrides }: ServerSettings): string {
  const settings = {
    ...SAME_FOR_ALL,
    cluster_name: id,
    port: String(port),
    ...(follows && { primary_conninfo: primaryConninfo(follows) }),
    ...overrides,
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${quote(value)}\n`)
    .join('')
}

/**
 * `pg_hba.conf`: anybody on this machine, by loopback only. What the lab holds is worth nothing.
 *
 * @param clients - see {@link ServerSettings.clients}
 */
export function renderHba(clients?: string): string {
  const addresses = ['127.0.0.1/32', ...(clients === undefined ? [] : [clients])]
  return addresses
    .flatMap((address) => ['all', 'replication'].map((database) => `host ${database} all ${address} trust\n`))
    .join('')
}

/** Where a standby gets its WAL from. */
export function primaryConninfo({ host = '127.0.0.1', port, applicationName }: Upstream): string {
  const parts = {
    host,
    port: String(port),
    user: 'postgres',
    application_name: applicationName,
    sslmode: 'disable',
    connect_timeout: '2',
    tcp_user_timeout: '3000',
  }
  return Object.entries(parts)
    .map(([name, value]) => (/^[\w.-]+$/.test(value) ? `${name}=${value}` : `${name}=${quoteInConninfo(value)}`))
    .join(' ')
}

function quote(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

function quoteInConninfo(value: string): string {
  return `'${value.replace(/['\\]/g, '\\$&')}'`
}
