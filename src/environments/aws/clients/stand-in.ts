import { RefusedError } from '../../environment.ts'
import { SUFFIXES } from '../partition.ts'

const ALL_SERVICES = 'AWS_ENDPOINT_URL'

/**
 * What a user has put in the place of AWS as a whole, by the variable with which all tools of AWS are led elsewhere. One
 * service alone is not: one party would be asked who we are, and another one be hit.
 *
 * @returns undefined where it is AWS itself
 * @throws RefusedError
 */
export function standIn(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const single = Object.keys(env).filter((name) => name.startsWith(`${ALL_SERVICES}_`) && env[name] !== '')
  if (single.length > 0) {
    throw new RefusedError([
      `${single.join(', ')}: single services are led elsewhere, and who we are would be asked of another party than the one ` +
        `that is hit; unset them (${ALL_SERVICES} leads all of them to an address of this machine)`,
    ])
  }
  const all = env[ALL_SERVICES]
  return all === '' ? undefined : all
}

/** What services are called in their addresses, where IAM calls them otherwise. */
const IN_ADDRESSES: Readonly<Record<string, string>> = { cloudwatch: 'monitoring' }

/** What stands behind the name of a service: a region, a partition (`us-gov`), or nothing where it is the same everywhere. */
const PLACE = String.raw`(\.[a-z]{2,4}(-[a-z]+)+-\d+|\.us-gov|\.global)?`

/**
 * Whether a host is one at which AWS itself answers for a service (the rules of AWS's own clients). Customers have names below
 * those of AWS as well, with whatever they please behind them: load balancers, functions, buckets.
 */
function isAwsFor(service: string, hostname: string): boolean {
  const name = `${IN_ADDRESSES[service] ?? service}(-fips)?(\\.dualstack)?`
  // The name of a bucket stands in front, and has no dots: with dots it stands in the path.
  const bucket = service === 's3' ? '([a-z0-9-]+\\.)?' : ''
  const suffix = SUFFIXES.map((one) => one.replaceAll('.', '\\.')).join('|')
  return new RegExp(`^${bucket}${name}${PLACE}\\.(${suffix})$`).test(hostname)
}

/** What a profile puts in the place of AWS (`endpoint_url`) is found out when a request is about to leave. */
export class NotAwsError extends Error {
  override readonly name = 'NotAwsError'

  constructor(hostname: string) {
    super(
      `${hostname} is not AWS: the profile leads calls elsewhere (endpoint_url), and nothing was sent; ` +
        `to rehearse against something else on this machine set ${ALL_SERVICES}`,
    )
  }
}

/** @param service - as IAM calls it @throws NotAwsError */
export function refuseElsewhere(service: string, hostname: string): void {
  if (!isAwsFor(service, hostname)) throw new NotAwsError(hostname)
}
