import type { RRType } from '@aws-sdk/client-route-53'
import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { isNamed } from '../clients/errors.ts'
import { guarded } from '../clients/guarded.ts'
import { type CheckedRecord, type DnsRecord, recordsWith } from './failover-records.ts'
import { type Tags, tagsOf } from './tags.ts'

/** What a failover record depends on. */
export interface HealthCheck {
  readonly id: string
  /** What is well counts as lost. */
  readonly inverted: boolean
  /** Counts its changes: a change that was made meanwhile is noticed. */
  readonly version: number
  readonly tags: Tags
}

/** What drills ask of Route 53. */
export interface DnsPort {
  /** Undefined when there is none. */
  healthCheck(id: string): Promise<HealthCheck | undefined>
  /** @param version - the one that is changed: not what somebody else has made of it meanwhile */
  invert(id: string, inverted: boolean, version: number): Promise<void>
  /** Writes a tag on it. It is no change of the check: its version stays. */
  mark(id: string, key: string, value: string): Promise<void>
  unmark(id: string, key: string): Promise<void>
  /** Records that depend on this health check. All zones are read for it: once, not each second. */
  recordsWith(id: string): Promise<readonly CheckedRecord[]>
  /** What Route 53 answers now for a record, in the order of the alphabet. */
  answer(record: DnsRecord): Promise<readonly string[]>
}

export async function route53Dns(access: AwsAccess): Promise<DnsPort> {
  const route53 = await import('@aws-sdk/client-route-53')
  const reads = guarded(new route53.Route53Client(clientOptions(access, 'reads')), 'route53', access)
  const acts = guarded(new route53.Route53Client(clientOptions(access, 'acts')), 'route53', access)
  return {
    async healthCheck(id) {
      try {
        const [{ HealthCheck: found }, { ResourceTagSet }] = await Promise.all([
          reads.send(new route53.GetHealthCheckCommand({ HealthCheckId: id })),
          reads.send(new route53.ListTagsForResourceCommand({ ResourceType: 'healthcheck', ResourceId: id })),
        ])
        return {
          id,
          inverted: found?.HealthCheckConfig?.Inverted === true,
          version: found?.HealthCheckVersion ?? 0,
          tags: tagsOf(ResourceTagSet?.Tags),
        }
      } catch (error) {
        if (isNamed(error, 'NoSuchHealthCheck')) return undefined
        throw error
      }
    },
    async invert(id, inverted, version) {
      const input = { HealthCheckId: id, Inverted: inverted, HealthCheckVersion: version }
      await acts.send(new route53.UpdateHealthCheckCommand(input))
    },
    // A tag may be written twice: what is not answered is asked again.
    async mark(id, Key, Value) {
      const of = { ResourceType: 'healthcheck', ResourceId: id } as const
      await reads.send(new route53.ChangeTagsForResourceCommand({ ...of, AddTags: [{ Key, Value }] }))
    },
    recordsWith: (id) => recordsWith(reads, id),
    async answer({ zone, name, type }) {
      const question = { HostedZoneId: zone, RecordName: name, RecordType: type as RRType }
      const { RecordData = [] } = await reads.send(new route53.TestDNSAnswerCommand(question))
      return RecordData.toSorted()
    },
    async unmark(id, key) {
      const of = { ResourceType: 'healthcheck', ResourceId: id } as const
      await reads.send(new route53.ChangeTagsForResourceCommand({ ...of, RemoveTagKeys: [key] }))
    },
  }
}
