import { RefusedError } from '../../environment.ts'

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

/** Names below which AWS answers, in all of its partitions. */
const OF_AWS = /\.(amazonaws\.(com|com\.cn|eu)|api\.aws|(c2s\.ic|sc2s\.sgov|csp\.hci\.ic)\.gov|cloud\.adc-e\.uk)$/

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

/** @throws NotAwsError */
export function refuseElsewhere(hostname: string): void {
  if (!OF_AWS.test(hostname)) throw new NotAwsError(hostname)
}
