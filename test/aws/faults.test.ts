import { expect } from 'chai'
import { fisRolePolicy } from '../../src/environments/aws/iam/fis-role.ts'
import { fisActionsOf, operatorPolicy } from '../../src/environments/aws/iam/operator.ts'
import type { Policy } from '../../src/environments/aws/iam/policy.ts'
import { refuseUnsafeStart } from '../../src/environments/aws/safety/start.ts'
import type { AwsSettings } from '../../src/environments/aws/settings.ts'
import type { Fault } from '../../src/model/fault.ts'
import { exercised, localPlane, localReach } from '../support/aws/account.ts'
import { allowedBy, refusedOf } from '../support/aws/iam.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

interface Row {
  readonly name: string
  readonly fault: Fault
  readonly settings?: Partial<AwsSettings>
  readonly databaseForm?: 'cluster' | 'instance'
  readonly computeForm?: 'ec2' | 'ecs'
  /** What was done to the lab, in its words. */
  readonly done: readonly string[]
  /** What auto-scaling does meanwhile. */
  readonly meanwhile?: (aws: LocalEndpoints) => void
}

const FAILOVER: Fault = { kind: 'database.failover' }

const ROWS: readonly Row[] = [
  { name: 'a failover of a cluster, asked of RDS', fault: FAILOVER, done: ['fail-over'] },
  { name: 'a failover of an instance, asked of RDS', fault: FAILOVER, databaseForm: 'instance', done: ['fail-over'] },
  { name: 'a failover of a cluster, by FIS', fault: FAILOVER, settings: { via: 'fis' }, done: ['fail-over'] },
  {
    name: 'a failover of an instance, by FIS',
    fault: FAILOVER,
    settings: { via: 'fis' },
    databaseForm: 'instance',
    done: ['fail-over'],
  },
  {
    name: 'the termination of an instance',
    fault: { kind: 'instance.terminate', role: 'service' },
    done: ['terminate service-a-1'],
  },
  {
    name: 'the stop of a task of ECS',
    fault: { kind: 'instance.terminate', role: 'service' },
    computeForm: 'ecs',
    done: ['terminate service-a-1'],
  },
  {
    name: 'an instance that is stopped',
    fault: { kind: 'instance.stop', role: 'service' },
    done: ['terminate service-a-1'],
    meanwhile: ({ lab }) => lab.replace('service-a-1', 'service-a-2'),
  },
  { name: 'a zone that is cut off', fault: { kind: 'zone.isolate', of: 'primary' }, done: ['cut a', 'open a'] },
  {
    name: 'a health check that is turned around',
    fault: { kind: 'dns.failover', healthCheck: 'region-a' },
    done: ['dns health-check', 'dns health-check'],
  },
  {
    name: 'a region that is cut off',
    fault: { kind: 'region.isolate', region: 'primary' },
    done: ['region cut primary', 'region open primary'],
  },
  {
    name: 'a zone that is lost',
    fault: { kind: 'zone.lose', of: 'primary' },
    done: ['allow launches in a', 'cut a', 'fail-over', 'open a', 'refuse launches in a', 'terminate service-a-1'],
    meanwhile: ({ lab }) => lab.replace('service-a-1', 'service-a-2'),
  },
]

/** Statements of the policies that no drill of these uses, each with the reason why it is there. */
const UNUSED: Readonly<Record<string, string>> = {
  KeepLockAndIntents: 'used where a team keeps a shared store',
  FindIntents: 'used where a team keeps a shared store',
  StartInstancesAgain: 'used when FIS was stopped before it started them itself',
  StartEncryptedInstances: 'used where volumes are encrypted with a key of the team',
  TerminateInstances: 'used with instances of EC2',
  StopTasks: 'used with tasks of ECS',
  InterruptCaches: 'used with caches of ElastiCache',
  FindCaches: 'used with caches of ElastiCache',
  FailOverClusters: 'used with a cluster',
  FailOverInstances: 'used with a Multi-AZ instance',
  FindClusters: 'used with a cluster',
  FindDatabases: 'used with a Multi-AZ instance',
  RebootInstances: 'used with a Multi-AZ instance',
}

describe("faults through AWS's own clients, on local endpoints", () => {
  const used = new Set<string>()
  let aws: LocalEndpoints

  afterEach(() => aws.close())

  for (const { name, fault, settings = {}, databaseForm = 'cluster', computeForm = 'ec2', done, meanwhile } of ROWS) {
    it(`${name}: done, proven, over, and allowed by the policies that are printed`, async () => {
      aws = await new LocalEndpoints({ databaseForm, computeForm }).listen()
      const reach = localReach(aws, settings)
      await refuseUnsafeStart(reach)
      const { proof, undone } = await exercised(localPlane(aws, settings), fault, () => meanwhile?.(aws))
      expect(proof.holds, proof.text).to.equal(true)
      expect(undone.holds, undone.text).to.equal(true)
      expect(aws.lab.done.toSorted()).to.deep.equal(done)

      const { via } = reach.settings
      const operator = operatorPolicy([fault], via, reach.settings)
      const role = fisRolePolicy(fisActionsOf([fault], via), reach.settings)
      for (const call of await aws.calls()) {
        const policy: Policy = call.principal === 'fis' ? role : operator
        expect(refusedOf(policy, call)).to.deep.equal([])
        for (const { Sid } of allowedBy(policy, call)) used.add(Sid)
      }
      for (const { Sid } of [...operator.Statement, ...role.Statement]) {
        expect(used.has(Sid) || Sid in UNUSED || BY_DRILLS.has(Sid), `${Sid} is used by nobody`).to.equal(true)
      }
    })
  }
})

/** Used by whole drills, which also look at what the system does by itself. */
const BY_DRILLS: ReadonlySet<string> = new Set(['SeeTheSystem', 'SeeHowFarReplicasAreBehind'])
