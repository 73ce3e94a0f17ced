import { FarClocks } from '../../../src/environments/aws/clients/far-clocks.ts'
import type {
  ComputeInstance,
  NetworkInterface,
  ScalingGroup,
  Subnet,
} from '../../../src/environments/aws/ports/compute.ts'
import type { CacheEvent, CacheGroup } from '../../../src/environments/aws/ports/caches.ts'
import type { ContainerService, ContainerTask } from '../../../src/environments/aws/ports/container-services.ts'
import type { DatabaseEvent, DatabaseGroup } from '../../../src/environments/aws/ports/databases.ts'
import type { GlobalDatabase } from '../../../src/environments/aws/ports/global-databases.ts'
import type { LoadBalancer, TargetHealth } from '../../../src/environments/aws/ports/balancers.ts'
import type { Caller } from '../../../src/environments/aws/ports/identity.ts'
import type { Alarm } from '../../../src/environments/aws/ports/alarms.ts'
import type { LagPeriod } from '../../../src/environments/aws/ports/metrics.ts'
import type { AwsPorts } from '../../../src/environments/aws/ports/ports.ts'
import type { Reach } from '../../../src/environments/aws/reach.ts'
import type { AwsSettings } from '../../../src/environments/aws/settings.ts'
import type { RestoredInstance, RestorePoint } from '../../../src/environments/aws/ports/restores.ts'
import type { DatabaseSnapshot } from '../../../src/environments/aws/ports/snapshots.ts'
import type { ManagedResource } from '../../../src/environments/aws/ports/shifts.ts'
import type { Table } from '../../../src/environments/aws/ports/tables.ts'
import type { HealthCheck } from '../../../src/environments/aws/ports/dns.ts'
import type { CheckedRecord } from '../../../src/environments/aws/ports/failover-records.ts'
import { FakeFis } from './fake-fis.ts'
import { FakeStore } from './fake-store.ts'
import type { IntendedInjection, ResolvedTarget } from '../../../src/model/fault.ts'

export const DRILLABLE = { 'blackstart:drillable': 'true' }

export const SETTINGS: AwsSettings = {
  region: 'eu-west-1',
  accounts: ['111122223333'],
  optInTag: { key: 'blackstart:drillable', value: 'true' },
  protectedTags: [],
  customers: 'https://shop.example.com',
  alarms: ['orders-down'],
  via: 'rds',
  everyMs: 100,
  timeoutMs: 1_000,
  pollMs: 1,
  undoMs: 300_000,
  metricPeriodMs: 60_000,
  canary: { table: 'blackstart_canary', maxWritesPerSecond: 50 },
}

export const CLUSTER: DatabaseGroup = {
  kind: 'cluster',
  id: 'orders',
  arn: 'arn:aws:rds:eu-west-1:111122223333:cluster:orders',
  engine: 'aurora-postgresql',
  status: 'available',
  tags: DRILLABLE,
  endpoint: 'orders.example.com:5432',
  replica: false,
  members: [
    { id: 'db-a', writer: true, status: 'available', zone: 'eu-west-1a', address: 'db-a:5432' },
    { id: 'db-b', writer: false, status: 'available', zone: 'eu-west-1b', address: 'db-b:5432' },
  ],
}

export const INSTANCE: ComputeInstance = {
  id: 'i-0a',
  arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0a',
  name: 'service/i-0a',
  state: 'running',
  zone: 'eu-west-1a',
  subnet: 'subnet-a',
  address: '10.0.0.1',
  tags: DRILLABLE,
  launchedAt: '2026-11-21T10:00:00.000Z',
  group: 'service',
}

export const CACHE: CacheGroup = {
  id: 'baskets',
  arn: 'arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:baskets',
  status: 'available',
  multiAz: true,
  tags: DRILLABLE,
  members: [
    { id: 'baskets-001', zone: 'eu-west-1a', primary: true, address: 'baskets-001:6379' },
    { id: 'baskets-002', zone: 'eu-west-1b', primary: false, address: 'baskets-002:6379' },
  ],
}

const OF_ECS = 'arn:aws:ecs:eu-west-1:111122223333:'

/** A task of ECS in a zone. @param letter - of its zone */
export function taskIn(letter: string, more: Partial<ContainerTask> = {}): ContainerTask {
  return {
    arn: `${OF_ECS}task/shop/0${letter}`,
    name: `shop/0${letter}`,
    status: 'RUNNING',
    desired: 'RUNNING',
    zone: `eu-west-1${letter}`,
    address: `10.0.0.${letter.charCodeAt(0)}`,
    tags: DRILLABLE,
    startedAt: '2026-11-21T10:00:00.000Z',
    ...more,
  }
}

export const SERVICE: ContainerService = {
  name: 'shop',
  arn: `${OF_ECS}service/shop/shop`,
  cluster: `${OF_ECS}cluster/shop`,
  status: 'ACTIVE',
  desired: 2,
  running: 2,
  targetGroups: [],
  tags: DRILLABLE,
  events: [],
  tasks: [taskIn('a'), taskIn('b')],
}

/** The same cluster after its members have changed roles. */
export function switched(group: DatabaseGroup): DatabaseGroup {
  return { ...group, members: group.members.map((member) => ({ ...member, writer: !member.writer })) }
}

/** An account in memory: what was asked of it is written down, and each test says what comes of it. */
export class FakeAccount {
  databases: readonly DatabaseGroup[] = [CLUSTER]
  instances: readonly ComputeInstance[] = [
    INSTANCE,
    {
      ...INSTANCE,
      id: 'i-0b',
      arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0b',
      name: 'service/i-0b',
      zone: 'eu-west-1b',
      subnet: 'subnet-b',
    },
  ]
  groups: readonly ScalingGroup[] = [
    {
      name: 'service',
      arn: 'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:1:autoScalingGroupName/service',
      zones: ['eu-west-1a', 'eu-west-1b'],
      launchTemplate: true,
      desired: 2,
      inService: ['i-0a', 'i-0b'],
      targetGroups: ['tg'],
      suspended: [],
      tags: DRILLABLE,
    },
  ]
  /** Of ECS, with the opt-in tag. */
  services: readonly ContainerService[] = []
  /** Of ElastiCache, with the opt-in tag. */
  caches: readonly CacheGroup[] = []
  cacheEvents: readonly CacheEvent[] = []
  /** Tasks that run no more, and are still listed. */
  stopped: readonly ContainerTask[] = []
  subnets: readonly Subnet[] = ['a', 'b'].map((letter) => ({
    id: `subnet-${letter}`,
    arn: `arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-${letter}`,
    zone: `eu-west-1${letter}`,
    zoneId: `euw1-az-${letter}`,
    vpc: 'vpc-1',
    tags: DRILLABLE,
  }))
  interfaces: readonly NetworkInterface[] = []
  readonly fis = new FakeFis()
  /** Instances of restored clusters. */
  readonly members = new Map<string, RestoredInstance>()
  balancers: readonly LoadBalancer[] = [
    {
      arn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/1',
      name: 'shop',
      zones: ['eu-west-1a', 'eu-west-1b'],
      tags: DRILLABLE,
    },
  ]
  health: readonly TargetHealth[] = ['i-0a', 'i-0b'].map((target) => ({ target, state: 'healthy' }))
  tables: readonly Table[] = [
    {
      name: 'baskets',
      arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/baskets',
      tags: DRILLABLE,
      replicas: ['eu-central-1'],
    },
  ]
  /** The resource policy of every table. */
  tablePolicy: string | undefined
  managed: ManagedResource = { weights: {}, shifts: [] }
  globals: readonly GlobalDatabase[] = []
  snapshots: readonly DatabaseSnapshot[] = []
  check: HealthCheck | undefined = { id: 'hc-1', inverted: false, version: 3, tags: DRILLABLE }
  records: readonly CheckedRecord[] = [
    { zone: '/hostedzone/Z1', name: 'shop.example.com.', type: 'A', failover: true, inPrivateZone: false },
  ]
  /** How often all records were read. */
  recordsRead = 0
  /** Whether the records answer with the other region when the check fails. */
  failsOver = true
  /** Whether Route 53 counts a change of a health check that leaves it as it is. */
  countsWhatChangesNothing = true
  readonly store = new FakeStore()
  events: readonly DatabaseEvent[] = []
  alarms: readonly Alarm[] = [
    { name: 'orders-down', arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-down', state: 'OK' },
  ]
  who: Caller = { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/drill', temporary: false }
  lag: readonly LagPeriod[] = []
  readonly asked: string[] = []
  /** What is known of the account's clocks: nothing, until a test says so. */
  readonly clocks = new FarClocks()
  /** What comes of a request that changes something. */
  onAct: (what: string) => void = () => {}
  /** Before each look at what RDS tells; counted from 1 since it was set. */
  set onLook(onLook: (times: number) => void) {
    let times = 0
    this.#onLook = () => onLook((times += 1))
  }
  #onLook: () => void = () => {}

  /** Experiments of FIS run, and nothing comes of them. */
  dropEffects = false
  /** Ids of subnets that FIS has cut off. */
  readonly cut = new Set<string>()

  constructor() {
    this.fis.onEffect = (actionId, arns, begun) => {
      if (!this.dropEffects) this.#effect(actionId, arns, begun)
    }
  }

  #effect(actionId: string, arns: readonly string[], begun: boolean): void {
    const ids = arns.map((arn) => arn.split('/').at(-1) ?? '')
    if (actionId === 'aws:network:disrupt-connectivity') {
      for (const id of ids) begun ? this.cut.add(id) : this.cut.delete(id)
    } else if (begun && actionId === 'aws:ec2:stop-instances') {
      this.instances = this.instances.map((one) => (arns.includes(one.arn) ? { ...one, state: 'stopped' } : one))
    } else if (begun && actionId.startsWith('aws:rds:')) {
      this.databases = this.databases.map((group) => (arns.includes(group.arn) ? switched(group) : group))
    }
  }

  reach(settings: Partial<AwsSettings> = {}): Reach {
    return {
      ports: this.ports(),
      clocks: this.clocks,
      settings: { ...SETTINGS, ...settings },
      longestMs: 60_000,
      lateMs: 20,
    }
  }

  ports(): AwsPorts {
    const act = async (what: string): Promise<void> => {
      this.asked.push(what)
      this.onAct(what)
    }
    return {
      identity: async () => ({ caller: async () => this.who }),
      databases: async () => ({
        groups: async () => this.databases,
        events: async () => {
          this.#onLook()
          return this.events
        },
        failoverCluster: (id, to) => act(`failover ${id} to ${to}`),
        rebootWithFailover: (id) => act(`reboot ${id}`),
      }),
      globalDatabases: async () => ({
        all: async () => this.globals,
        failOver: (id, to) => act(`fail ${id} over to ${to}`),
        switchOver: (id, to) => act(`switch ${id} over to ${to}`),
      }),
      compute: async () => ({
        instances: async () => this.instances,
        fleet: async () => ({ instances: this.instances, groups: this.groups }),
        groups: async () => this.groups,
        subnets: async () => this.subnets,
        interfaces: async (subnets) => this.interfaces.filter(({ subnet }) => subnets.includes(subnet)),
        networkAcls: async (subnets) =>
          [true, false].map((isCut) => ({
            id: isCut ? 'acl-fis' : 'acl-own',
            subnets: subnets.filter((id) => this.cut.has(id) === isCut),
            tags: isCut ? { managedByFIS: 'true' } : {},
          })),
        activities: async () => [],
        terminate: (id) => act(`terminate ${id}`),
        stop: (id) => act(`stop ${id}`),
        start: (id) => act(`start ${id}`),
      }),
      caches: async () => ({ groups: async () => this.caches, events: async () => this.cacheEvents }),
      containers: async () => ({
        services: async () => this.services,
        task: async (_cluster, arn) =>
          [...this.services.flatMap(({ tasks }) => tasks), ...this.stopped].find((task) => task.arn === arn),
        stop: (_cluster, arn, reason) => act(`stop ${arn.split('/').at(-1)} for '${reason}'`),
      }),
      balancers: async () => ({ balancers: async () => this.balancers, health: async () => this.health }),
      shifts: async () => ({
        managed: async (resource) => (this.balancers.some(({ arn }) => arn === resource) ? this.managed : undefined),
        start: async ({ awayFrom, resource, comment }, minutes) => {
          await act(`shift ${awayFrom} for ${minutes} min`)
          const expiresAt = new Date(Date.now() + minutes * 60_000)
          this.managed = {
            weights: { [awayFrom]: 0 },
            shifts: [{ id: 'shift-1', resource, awayFrom, comment, expiresAt }],
          }
        },
        cancel: async (id) => {
          await act(`cancel ${id}`)
          this.managed = { weights: {}, shifts: [] }
        },
      }),
      fis: async () => this.fis,
      restores: async () => ({
        snapshots: async () => this.snapshots,
        begin: async ({ source, id, from, tags }) => {
          await act(`restore ${id} ${inWords(from)}`)
          const copy = { ...CLUSTER, kind: source.kind, id, status: 'creating', tags, members: [] }
          this.databases = [...this.databases, copy]
        },
        addMember: async ({ id, tags }, member) => {
          await act(`add ${member}`)
          this.members.set(member, { status: 'creating', tags, cluster: id })
          this.databases = this.databases.map((group) =>
            group.id === id
              ? { ...group, members: [{ id: member, writer: true, status: 'creating', address: '' }] }
              : group,
          )
        },
        instance: async (id) => this.members.get(id),
        removeInstance: (id) => act(`delete ${id}`),
        removeCluster: (id) => act(`delete cluster ${id}`),
      }),
      dns: async () => ({
        healthCheck: async (id) => (this.check?.id === id ? this.check : undefined),
        invert: async (id, inverted, version) => {
          await act(`${inverted ? 'invert' : 'turn back'} ${id}`)
          if (this.check?.version !== version) throw serviceError('HealthCheckVersionMismatch', 409)
          const counts = this.countsWhatChangesNothing || inverted !== this.check.inverted
          this.check = { ...this.check, inverted, version: version + Number(counts) }
        },
        recordsWith: async () => {
          this.recordsRead += 1
          return this.records
        },
        answer: async () => (this.check?.inverted === true && this.failsOver ? ['192.0.2.20'] : ['192.0.2.10']),
        mark: async (_id, key, value) => {
          if (this.check !== undefined) this.check = { ...this.check, tags: { ...this.check.tags, [key]: value } }
        },
        unmark: async (_id, key) => {
          const { [key]: _gone, ...tags } = this.check?.tags ?? {}
          if (this.check !== undefined) this.check = { ...this.check, tags }
        },
      }),
      tables: async () => ({
        table: async (name) => this.tables.find((table) => table.name === name),
        policy: async () => this.tablePolicy,
      }),
      store: async () => this.store,
      alarms: async () => ({ alarms: async () => this.alarms, changes: async () => [] }),
      metrics: async () => ({ replicaLag: async () => this.lag }),
    }
  }
}

function inWords(from: RestorePoint): string {
  if (from === 'latest') return 'to the latest'
  return 'snapshot' in from ? `from ${from.snapshot}` : `to ${from.at.toISOString()}`
}

/** Does the ledger's part: only it may make an intent, and these tests are not about it. */
export function intended(target: ResolvedTarget | undefined): IntendedInjection {
  if (target === undefined) throw new Error('there is no target')
  return { ...target, injectionId: 1, epoch: 1, drillId: 'test' } as unknown as IntendedInjection
}

/** An error as the SDK throws it when the service itself has answered. */
export function serviceError(name: string, status: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } })
}
