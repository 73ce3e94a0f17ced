import { ACL_BEFORE, ACL_OF_FIS, arn, labTags, VPC } from '../account.ts'
import { type Ask, requestTags, resourceTags, tagMap, type TagMap } from '../iam/ask.ts'
import type { Role } from './role.ts'

const BY_FIS = { managedByFIS: 'true' }

/** Of a list that does not have its name yet. */
const NEW = arn('ec2', 'network-acl/*')
const OURS = aclWith(ACL_OF_FIS, BY_FIS)
/** Which the subnets had before: it bears no tag of FIS. */
const BEFORE = aclWith(ACL_BEFORE, {})

/**
 * By which FIS disrupts subnets: a list of its own is put in the place of theirs [D]. The lab has no such lists, and cuts its
 * zones off instead; what FIS would do to them is asked of its role all the same.
 */
export class NetworkAcls {
  readonly #role: Role

  constructor(role: Role) {
    this.#role = role
  }

  /** @param subnets - their ARNs @throws AwsError */
  async put(subnets: readonly string[]): Promise<void> {
    const role = this.#role
    const vpc = arn('ec2', `vpc/${VPC}`)
    role.claim('ec2:DescribeNetworkAcls')
    role.claim('ec2:DescribeVpcs')
    role.claim(
      'ec2:CreateNetworkAcl',
      { resource: NEW, context: requestTags(BY_FIS) },
      { resource: vpc, context: { ...requestTags(BY_FIS), ...resourceTags(vpc, tagMap(labTags())) } },
    )
    role.claim('ec2:CreateTags', {
      resource: NEW,
      context: { ...requestTags(BY_FIS), 'ec2:CreateAction': 'CreateNetworkAcl' },
    })
    role.claim('ec2:CreateNetworkAclEntry', OURS)
    await this.#associate(subnets, OURS)
  }

  /** @param subnets - their ARNs @throws AwsError */
  async putBack(subnets: readonly string[]): Promise<void> {
    await this.#associate(subnets, BEFORE)
    this.#role.claim('ec2:DeleteNetworkAcl', OURS)
  }

  async #associate(subnets: readonly string[], list: Omit<Ask, 'action'>): Promise<void> {
    for (const resource of subnets) {
      const subnet = { resource, context: await this.#role.tagKeys(resource) }
      this.#role.claim('ec2:ReplaceNetworkAclAssociation', list, subnet)
    }
  }
}

function aclWith(id: string, tags: TagMap): Omit<Ask, 'action'> {
  const resource = arn('ec2', `network-acl/${id}`)
  return { resource, context: resourceTags(resource, tags) }
}
