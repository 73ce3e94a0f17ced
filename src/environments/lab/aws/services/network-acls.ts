import type { DescribeNetworkAclsRequest, DescribeNetworkAclsResult, NetworkAcl } from '@aws-sdk/client-ec2'
import { ACCOUNT, ACL_BEFORE, ACL_OF_FIS, labTags, REGION, subnetArn, subnetId, type Tag, VPC } from '../account.ts'
import type { Call, Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import { type Zone, ZONES } from '../../names.ts'
import { passes } from './filters.ts'

/** FIS marks the list that it puts in the place of another one [D]. */
const BY_FIS: Tag = { Key: 'managedByFIS', Value: 'true' }

/** The lists of a network that has none: FIS's own is told for as long as it has really cut the zone behind a subnet. */
export function networkAcls({ cutSubnets }: ControlPlane): Operations {
  return {
    DescribeNetworkAcls: (
      { Filters, NetworkAclIds }: DescribeNetworkAclsRequest,
      { region }: Call,
    ): DescribeNetworkAclsResult => {
      const isCut = (zone: Zone): boolean => cutSubnets.has(subnetArn(zone))
      const cut = ZONES.filter(isCut)
      const lists = [
        describe(
          ACL_BEFORE,
          ZONES.filter((zone) => !isCut(zone)),
          [],
        ),
        ...(cut.length === 0 ? [] : [describe(ACL_OF_FIS, cut, [BY_FIS])]),
      ]
      return {
        NetworkAcls: lists
          .filter(({ NetworkAclId: id = '' }) => region === REGION && (NetworkAclIds?.includes(id) ?? true))
          .filter((list) => passes(Filters, fieldsOf(list), list.Tags as Tag[])),
      }
    },
  }
}

function describe(id: string, zones: readonly Zone[], tags: readonly Tag[]): NetworkAcl {
  return {
    NetworkAclId: id,
    VpcId: VPC,
    OwnerId: ACCOUNT,
    IsDefault: false,
    Associations: zones.map((zone) => ({
      NetworkAclAssociationId: `aclassoc-0b1ac0000000${zone}0001`,
      NetworkAclId: id,
      SubnetId: subnetId(zone),
    })),
    Entries: [],
    Tags: labTags(...tags),
  }
}

function fieldsOf({ NetworkAclId = '', Associations = [] }: NetworkAcl) {
  return {
    'network-acl-id': [NetworkAclId],
    'vpc-id': [VPC],
    'association.subnet-id': Associations.flatMap(({ SubnetId }) => SubnetId ?? []),
  }
}
