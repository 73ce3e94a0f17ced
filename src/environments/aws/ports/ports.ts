import type { AwsAccess } from '../clients/access.ts'
import type { AlarmsPort } from './alarms.ts'
import type { BalancersPort } from './balancers.ts'
import type { CachesPort } from './caches.ts'
import type { ComputePort } from './compute.ts'
import type { ContainersPort } from './container-services.ts'
import type { DatabasesPort } from './databases.ts'
import type { DnsPort } from './dns.ts'
import type { FisPort } from './fis.ts'
import type { GlobalDatabasesPort } from './global-databases.ts'
import type { IdentityPort } from './identity.ts'
import type { MetricsPort } from './metrics.ts'
import type { RestoresPort } from './restores.ts'
import type { ShiftsPort } from './shifts.ts'
import type { BucketPlace, StorePort } from './store.ts'
import type { TablesPort } from './tables.ts'

/** Everything that drills ask of AWS. A client is loaded when its port is first used: most drills need few of them. */
export interface AwsPorts {
  identity(): Promise<IdentityPort>
  databases(): Promise<DatabasesPort>
  globalDatabases(): Promise<GlobalDatabasesPort>
  compute(): Promise<ComputePort>
  containers(): Promise<ContainersPort>
  caches(): Promise<CachesPort>
  balancers(): Promise<BalancersPort>
  alarms(): Promise<AlarmsPort>
  metrics(): Promise<MetricsPort>
  fis(): Promise<FisPort>
  dns(): Promise<DnsPort>
  restores(): Promise<RestoresPort>
  shifts(): Promise<ShiftsPort>
  tables(): Promise<TablesPort>
  store(place: BucketPlace): Promise<StorePort>
}

export function sdkPorts(access: AwsAccess): AwsPorts {
  return {
    identity: once(async () => (await import('./identity.ts')).stsIdentity(access)),
    databases: once(async () => (await import('./databases.ts')).rdsDatabases(access)),
    globalDatabases: once(async () => (await import('./global-databases.ts')).rdsGlobalDatabases(access)),
    compute: once(async () => (await import('./compute.ts')).ec2Compute(access)),
    caches: once(async () => (await import('./caches.ts')).elastiCaches(access)),
    containers: once(async () => (await import('./container-services.ts')).ecsContainers(access)),
    balancers: once(async () => (await import('./balancers.ts')).elbBalancers(access)),
    dns: once(async () => (await import('./dns.ts')).route53Dns(access)),
    restores: once(async () => (await import('./restores.ts')).rdsRestores(access)),
    shifts: once(async () => (await import('./shifts.ts')).arcShifts(access)),
    tables: once(async () => (await import('./tables.ts')).dynamoTables(access)),
    store: async (place) => (await import('./store.ts')).s3Store(access, place),
    fis: once(async () => {
      const [{ chooseTransport }, { fisPort }] = await Promise.all([
        import('../fis/choose.ts'),
        import('../fis/port.ts'),
      ])
      return fisPort(await chooseTransport(access))
    }),
    alarms: once(async () => (await import('./alarms.ts')).cloudWatchAlarms(access)),
    metrics: once(async () => (await import('./metrics.ts')).cloudWatchMetrics(access)),
  }
}

function once<Port>(make: () => Promise<Port>): () => Promise<Port> {
  let made: Promise<Port> | undefined
  return () => (made ??= make())
}
