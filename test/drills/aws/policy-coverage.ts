import { expect } from 'chai'
import { AWS_FAULT_KINDS } from '../../../src/environments/aws/faults/fault-plane.ts'
import type { AwsSuite } from './suite.ts'

const NO_NETWORK = 'the local FIS cuts the border of the zone itself: it has no lists of prefixes'

const BY_LOCAL_FIS = 'by the local FIS: test/aws/faults.test.ts has an experiment of a Multi-AZ instance'

const GROUPS = 'IAM asks it where an instance is made with groups of its own: a copy takes those of its cluster'

const NO_KEYS = "EC2 asks it of a key of the team's own: the lab encrypts nothing"

const FROM_INSTANCE = 'of a Multi-AZ instance: test/aws/restore.test.ts restores one from a snapshot'

const NO_CACHES = 'the lab has no caches: test/environments/aws/ports/caches.test.ts reads some'

/** Kinds of faults for which the lab has nothing, and which no drill here can inject. */
const NOT_IN_THE_LAB: ReadonlySet<string> = new Set(['replication.pause'])

/** What no drill on this machine can use, with the reason why it is in the policies all the same. */
const UNUSED: Readonly<Record<string, string>> = {
  'operator RestoreWithGroups rds:CreateDBInstance': GROUPS,
  'operator RestoreWithGroups rds:RestoreDBInstanceFromDBSnapshot': FROM_INSTANCE,
  'operator RestoreCopies rds:RestoreDBInstanceFromDBSnapshot': FROM_INSTANCE,
  'operator SeeSnapshots rds:DescribeDBSnapshots': FROM_INSTANCE,
  'operator ShiftTraffic arc-zonal-shift:CancelZonalShift': 'used where a step is taken back: test/aws/shift.test.ts',
  'operator StartEncryptedInstances kms:CreateGrant': NO_KEYS,
  'fis StartEncryptedInstances kms:CreateGrant': NO_KEYS,
  'operator SeeTheSystem elasticache:DescribeEvents': NO_CACHES,
  'operator SeeTheSystem elasticache:ListTagsForResource': NO_CACHES,
  'fis InterruptCaches elasticache:InterruptClusterAzPower': NO_CACHES,
  'fis FindCaches elasticache:DescribeReplicationGroups': NO_CACHES,
  'fis RebootInstances rds:RebootDBInstance': BY_LOCAL_FIS,
  'fis FindDatabases rds:DescribeDBInstances': BY_LOCAL_FIS,
  'fis FindNetwork ec2:DescribeManagedPrefixLists': NO_NETWORK,
  'fis FindNetwork ec2:GetManagedPrefixListEntries': NO_NETWORK,
}

/** What a drill uses or not, as time has it, with the reason why. */
const NOT_ALWAYS_USED: Readonly<Record<string, string>> = {
  'operator StartInstancesAgain ec2:StartInstances':
    'used where FIS was stopped before it started them, and the group of the lab has not replaced them by then',
}

/** Runs behind all other drills of the suite. */
export function policyCoverage(suite: AwsSuite): void {
  it('allow nothing that no drill uses, but for what is listed with its reason', function () {
    const expected = { ...UNUSED, ...NOT_ALWAYS_USED }
    expect(suite.use.unused.filter((one) => !(one in expected))).to.deep.equal([])
    // What is used has no reason not to be.
    expect(Object.keys(UNUSED).filter((one) => !suite.use.unused.includes(one))).to.deep.equal([])
  })

  it('were printed for every kind of fault that AWS can be asked for', () => {
    expect(AWS_FAULT_KINDS.filter((kind) => !suite.faultKinds.has(kind) && !NOT_IN_THE_LAB.has(kind))).to.deep.equal([])
  })
}
