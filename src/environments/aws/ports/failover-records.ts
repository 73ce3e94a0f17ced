import type { ListResourceRecordSetsResponse, Route53Client } from '@aws-sdk/client-route-53'
import { everyPage } from '../clients/every-page.ts'

/** A name that Route 53 can be asked for. */
export interface DnsRecord {
  readonly zone: string
  readonly name: string
  readonly type: string
}

/** A record that depends on a health check. */
export interface CheckedRecord extends DnsRecord {
  /** Its answer changes when its health check fails, and by nothing else: others may answer now this, now that. */
  readonly failover: boolean
  /** Route 53 tells no answers of a private zone. */
  readonly inPrivateZone: boolean
}

/** Zones, and records of one, of which an account may have so many pages that reading all of them would take minutes. */
const MOST_PAGES = 200

/** The records that depend on a health check, in all hosted zones of the account; each name once. */
export async function recordsWith(client: Route53Client, healthCheck: string): Promise<readonly CheckedRecord[]> {
  const { paginateListHostedZones } = await import('@aws-sdk/client-route-53')
  const found = new Map<string, CheckedRecord>()
  for await (const { HostedZones = [] } of everyPage(paginateListHostedZones({ client }, {}), MOST_PAGES)) {
    for (const { Id: zone = '', Config } of HostedZones) {
      const inPrivateZone = Config?.PrivateZone === true
      for await (const { ResourceRecordSets = [] } of everyPage(recordPages(client, zone), MOST_PAGES)) {
        for (const { Name: name = '', Type: type = '', HealthCheckId, Failover } of ResourceRecordSets) {
          if (HealthCheckId !== healthCheck) continue
          found.set(`${zone} ${type} ${name}`, { zone, name, type, failover: Failover !== undefined, inPrivateZone })
        }
      }
    }
  }
  return [...found.values()]
}

/** The client has no paginator for these. */
async function* recordPages(client: Route53Client, zone: string): AsyncGenerator<ListResourceRecordSetsResponse> {
  const { ListResourceRecordSetsCommand } = await import('@aws-sdk/client-route-53')
  let answer: ListResourceRecordSetsResponse | undefined
  do {
    const { NextRecordName, NextRecordType, NextRecordIdentifier } = answer ?? {}
    answer = await client.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: zone,
        StartRecordName: NextRecordName,
        StartRecordType: NextRecordType,
        StartRecordIdentifier: NextRecordIdentifier,
      }),
    )
    yield answer
  } while (answer.IsTruncated === true)
}
