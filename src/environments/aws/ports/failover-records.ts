import type { ListResourceRecordSetsResponse, Route53Client } from '@aws-sdk/client-route-53'
import { everyPage } from '../clients/every-page.ts'

/** A record that answers differently when its health check fails. */
export interface FailoverRecord {
  readonly zone: string
  readonly name: string
  readonly type: string
}

/** Zones, and records of one, of which an account may have so many pages that reading all of them would take minutes. */
const MOST_PAGES = 200

/** The records that depend on a health check, in all hosted zones of the account; each name once. */
export async function recordsWith(client: Route53Client, healthCheck: string): Promise<readonly FailoverRecord[]> {
  const { paginateListHostedZones } = await import('@aws-sdk/client-route-53')
  const found = new Map<string, FailoverRecord>()
  for await (const { HostedZones = [] } of everyPage(paginateListHostedZones({ client }, {}), MOST_PAGES)) {
    for (const { Id: zone = '' } of HostedZones) {
      for await (const { ResourceRecordSets = [] } of everyPage(recordPages(client, zone), MOST_PAGES)) {
        for (const { Name: name = '', Type: type = '', HealthCheckId } of ResourceRecordSets) {
          if (HealthCheckId === healthCheck) found.set(`${zone} ${type} ${name}`, { zone, name, type })
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
