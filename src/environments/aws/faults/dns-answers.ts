import type { CheckedRecord, DnsRecord } from '../ports/failover-records.ts'
import type { Reach } from '../reach.ts'

/** What Route 53 answers for a record. */
export interface Answer extends DnsRecord {
  readonly values: readonly string[]
}

/**
 * Whether another answer proves that its health check has failed. A weighted, multivalue or latency-based record answers now
 * this, now that, and of a private zone nobody tells.
 */
export function canProve({ failover, inPrivateZone }: CheckedRecord): boolean {
  return failover && !inPrivateZone
}

/** Why a record proves nothing, in words; nothing where it does. */
export function unprovable(record: CheckedRecord): readonly string[] {
  if (canProve(record)) return []
  const why = record.inPrivateZone
    ? 'stands in a private zone'
    : 'is no failover record, and may answer otherwise anyway'
  return [`${record.name} ${record.type} ${why}: it proves nothing`]
}

/** In the order of the records. */
export async function answersNow({ ports }: Reach, records: readonly DnsRecord[]): Promise<readonly Answer[]> {
  const dns = await ports.dns()
  return await Promise.all(
    records.map(async ({ zone, name, type }) => ({ zone, name, type, values: await dns.answer({ zone, name, type }) })),
  )
}

export function hasSame(one: Answer | undefined, other: Answer): boolean {
  return one?.values.join(' ') === other.values.join(' ')
}

export function told(answers: readonly Answer[]): string[] {
  return answers.map(({ name, type, values }) => `${name} ${type} is ${values.join(' ') || 'not answered'}`)
}
