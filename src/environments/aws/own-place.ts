import type { Topology } from '../../model/topology.ts'

/** Where an instance of EC2 asks about itself; nobody else answers there. */
const METADATA = 'http://169.254.169.254'
/** It answers at once, or not at all. Milliseconds. */
const ANSWER_MS = 300
const TOKEN_SECONDS = '60'

/** Where this machine stands, when it is an instance of EC2. */
export interface OwnPlace {
  readonly region: string
  readonly zone: string
}

/**
 * Asks the instance metadata service (version 2) where this machine stands.
 *
 * @param metadata - address of the service
 * @param answerMs - how long an answer may take
 * @returns undefined where none answers: it is no instance of EC2, or may not ask
 */
export async function ownPlace(metadata = METADATA, answerMs = ANSWER_MS): Promise<OwnPlace | undefined> {
  const ask = async (path: string, init: RequestInit): Promise<string> => {
    const response = await fetch(`${metadata}/latest/${path}`, { ...init, signal: AbortSignal.timeout(answerMs) })
    if (!response.ok) throw new Error(`${response.status}`)
    return (await response.text()).trim()
  }
  try {
    const lifetime = { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS }
    const token = await ask('api/token', { method: 'PUT', headers: lifetime })
    const headers = { 'x-aws-ec2-metadata-token': token }
    const [region, zone] = await Promise.all([
      ask('meta-data/placement/region', { headers }),
      ask('meta-data/placement/availability-zone', { headers }),
    ])
    return { region, zone }
  } catch {
    return undefined
  }
}

/** In which part of the system a machine stands: its zone, or its region where nothing of the system is in that zone. */
export function standsIn(place: OwnPlace | undefined, { regions }: Topology): string | undefined {
  if (place === undefined) return undefined
  if (regions.some(({ zones }) => zones.includes(place.zone))) return place.zone
  return regions.find(({ id }) => id === place.region)?.id
}
