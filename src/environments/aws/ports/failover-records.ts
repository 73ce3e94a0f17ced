import type { Route53Client } from '@aws-sdk/client-route-53'

/** A record that answers differently when its health check fails. */
export interface FailoverRecord {
  readonly zone: string
  readonly name: string
  readonly type: string
}

/** Zones of which an account may have so many that reading all of them would take minutes. */
const MOST_PAGES = 200

type Sends = Pick<Route53Client, 'send'>

/** The records that depend on a health check, in all hosted zones of the account; each name once. */
export async function recordsWith(client: Sends, healthCheck: string): Promise<readonly FailoverRecord[]> {
  const { ListHostedZonesCommand } = await import('@aws-sdk/client-route-53')
  const zones: string[] = []
  let marker: string | undefined
  for (let page = 0; page === 0 || marker !== undefined; page++) {
    if (page >= MOST_PAGES) throw new RangeError('Route 53 lists hosted zones without end')
    const answer = await client.send(new ListHostedZonesCommand(marker === undefined ? {} : { Marker: marker }))
    zones.push(...(answer.HostedZones ?? []).flatMap(({ Id }) => Id ?? []))
    marker = answer.IsTruncated === true ? answer.NextMarker : undefined
  }
  const found: FailoverRecord[] = []
  for (const zone of zones) found.push(...(await recordsIn(client, zone, healthCheck)))
  const once = new Map(found.map((record) => [`${record.zone} ${record.type} ${record.name}`, record]))
  return [...once.values()]
}

async function recordsIn(client: Sends, zone: string, healthCheck: string): Promise<FailoverRecord[]> {
  const { ListResourceRecordSetsCommand } = await import('@aws-sdk/client-route-53')
  const found: FailoverRecord[] = []
  let from: Pick<ConstructorParameters<typeof ListResourceRecordSetsCommand>[0], 'StartRecordName'> = {}
  for (let page = 0; ; page++) {
    if (page >= MOST_PAGES) throw new RangeError(`Route 53 lists records of ${zone} without end`)
    const answer = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone, ...from }))
    for (const { Name: name = '', Type: type = '', HealthCheckId } of answer.ResourceRecordSets ?? []) {
      if (HealthCheckId === healthCheck) found.push({ zone, name, type })
    }
    if (answer.IsTruncated !== true) return found
    from = {
      StartRecordName: answer.NextRecordName,
      StartRecordType: answer.NextRecordType,
      StartRecordIdentifier: answer.NextRecordIdentifier,
    } as typeof from
  }
}
