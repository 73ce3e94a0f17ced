import { isIPv4, isIPv6 } from 'node:net'

/** The types of records that the lab's DNS holds beside SOA and NS. */
export const RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'SRV', 'TXT'] as const
export type RecordType = (typeof RECORD_TYPES)[number]

/** A record set, in Route 53's terms: all values of a name and type, or one of the two of a failover pair. */
export interface LabRecord {
  /** With the dot at its end: `shop.blackstart.test.` */
  readonly name: string
  readonly type: RecordType
  readonly ttlSeconds: number
  readonly values: readonly string[]
  /** Tells the two of a failover pair apart. */
  readonly setIdentifier?: string
  readonly failover?: 'PRIMARY' | 'SECONDARY'
  /** A record set without one counts as healthy. */
  readonly healthCheckId?: string
}

export interface RecordChange {
  readonly action: 'CREATE' | 'UPSERT' | 'DELETE'
  readonly record: LabRecord
}

/** What is wrong with a change; nothing of its batch was made. */
export class InvalidChangeError extends RangeError {
  override readonly name = 'InvalidChangeError'
}

const MOST_TTL_SECONDS = 2_147_483_647

/** The record sets of one zone. */
export class RecordSets {
  /** Name of the zone, lower case, with the dot at its end. */
  readonly zone: string
  #records: readonly LabRecord[] = []

  constructor(zone: string) {
    this.zone = canonical(zone)
  }

  get all(): readonly LabRecord[] {
    return this.#records
  }

  /** All or nothing, as a change batch is. @throws InvalidChangeError naming everything that is wrong */
  change(changes: readonly RecordChange[]): void {
    let next = this.#records
    const findings: string[] = []
    for (const { action, record: given } of changes) {
      const record = { ...given, name: canonical(given.name) }
      const label = `${action} ${record.name} ${record.type}`
      const old = next.find((other) => sameSet(other, record))
      if (action === 'DELETE') {
        if (old === undefined || JSON.stringify(old.values) !== JSON.stringify(record.values)) {
          findings.push(`${label}: there is no such record set with these values`)
        }
      } else {
        findings.push(...recordFindings(record, this.zone).map((finding) => `${label}: ${finding}`))
        if (action === 'CREATE' && old !== undefined) findings.push(`${label}: there is one already`)
      }
      next = next.filter((other) => other !== old)
      if (action !== 'DELETE') next = [...next, record]
    }
    findings.push(...setFindings(next))
    if (findings.length > 0) throw new InvalidChangeError(findings.join('; '))
    this.#records = next
  }
}

/** Lower case, with the dot at its end: DNS does not tell cases apart (RFC 1035, 2.3.3). */
export function canonical(name: string): string {
  const lower = name.toLowerCase()
  return lower.endsWith('.') ? lower : `${lower}.`
}

/** Whether a name is the zone's own, or below it; both canonical. */
export function isInZone(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`)
}

function sameSet(one: LabRecord, other: LabRecord): boolean {
  return one.name === other.name && one.type === other.type && one.setIdentifier === other.setIdentifier
}

function recordFindings({ name, type, ttlSeconds, values, failover, setIdentifier }: LabRecord, zone: string) {
  const findings: string[] = []
  if (!isInZone(name, zone)) findings.push(`the name is not in the zone ${zone}`)
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 0 || ttlSeconds > MOST_TTL_SECONDS) {
    findings.push(`a TTL of ${ttlSeconds} is not a number of whole seconds from 0 to ${MOST_TTL_SECONDS}`)
  }
  if (values.length === 0) findings.push('there is no value')
  if (type === 'CNAME' && values.length > 1) findings.push('a CNAME has one value')
  for (const value of values) if (!isValue(type, value)) findings.push(`'${value}' is no value of type ${type}`)
  if ((failover === undefined) !== (setIdentifier === undefined)) {
    findings.push('failover and setIdentifier are given together or not at all')
  }
  return findings
}

function isValue(type: RecordType, value: string): boolean {
  switch (type) {
    case 'A':
      return isIPv4(value)
    case 'AAAA':
      return isIPv6(value)
    case 'CNAME':
      return isName(value)
    case 'SRV': {
      const [, priority, weight, port, target] = /^(\d+) (\d+) (\d+) (\S+)$/.exec(value) ?? []
      return [priority, weight, port].every((number) => Number(number) <= 65_535) && isName(target ?? '')
    }
    case 'TXT':
      return Buffer.byteLength(value) <= 255
  }
}

/** Labels of up to 63 characters, 253 in all (RFC 1035, 2.3.4). */
function isName(text: string): boolean {
  const labels = text.replace(/\.$/, '').split('.')
  return text.length <= 254 && labels.every((label) => /^[\w-]{1,63}$/.test(label))
}

/** Rules between the record sets of a name. */
function setFindings(records: readonly LabRecord[]): readonly string[] {
  const findings: string[] = []
  for (const [name, sets] of Map.groupBy(records, (record) => record.name)) {
    if (sets.some(({ type }) => type === 'CNAME') && sets.some(({ type }) => type !== 'CNAME')) {
      findings.push(`${name}: a CNAME stands alone at its name`)
    }
    for (const [type, same] of Map.groupBy(sets, (record) => record.type)) {
      const simple = same.filter(({ failover }) => failover === undefined).length
      if (simple > 0 && simple < same.length)
        findings.push(`${name} ${type}: simple and failover record sets are mixed`)
      for (const failover of ['PRIMARY', 'SECONDARY'] as const) {
        if (same.filter((record) => record.failover === failover).length > 1) {
          findings.push(`${name} ${type}: there is more than one ${failover}`)
        }
      }
    }
  }
  return findings
}
