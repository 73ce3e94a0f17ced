import type { CallRecorder } from './calls.ts'
import { standIn } from './stand-in.ts'
import type { FarClocks } from './far-clocks.ts'

/** As whom, where, and by which way AWS is asked. */
export interface AwsAccess {
  readonly region: string
  /** Name of a profile. @default the usual chain of credentials */
  readonly profile?: string
  /** Stands in for AWS; loopback only. @default what {@link standIn} finds */
  readonly endpoint?: string
  readonly record: CallRecorder
  /** How long an answer may take, in milliseconds. @default 15000 */
  readonly answerMs?: number
  /** Listens to every answer. */
  readonly clocks: FarClocks
}

/** An address that is to stand in for AWS is not on this machine: whatever is there would be hit with dummy credentials. */
export class NotLoopbackError extends Error {
  override readonly name = 'NotLoopbackError'

  constructor(endpoint: string) {
    super(`${endpoint} is not on this machine: what stands in for AWS must have a loopback address`)
  }
}

/** How long a connection, and an answer, may take, in milliseconds. */
const CONNECT_MS = 3_000
export const ANSWER_MS = 15_000

/** Reading is tried so often; what changes something once: an answer that was lost says nothing about what was done. */
const ATTEMPTS = { reads: 3, acts: 1 } as const
export type Purpose = keyof typeof ATTEMPTS

/**
 * What every SDK client is made with.
 *
 * @throws NotLoopbackError, RefusedError
 */
export function clientOptions(
  { region, profile, endpoint = standIn(), answerMs = ANSWER_MS }: AwsAccess,
  purpose: Purpose,
) {
  return {
    region,
    maxAttempts: ATTEMPTS[purpose],
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: answerMs,
      // Without it the clients only warn, and wait on. The idle time is for an answer that stops in its middle.
      throwOnRequestTimeout: true,
      socketTimeout: answerMs,
    },
    ...(endpoint === undefined
      ? { credentials: lazyCredentials(profile) }
      : { endpoint: loopback(endpoint), credentials: DUMMY }),
  }
}

/** The lab takes any credentials; these are nobody's. */
const DUMMY = { accessKeyId: 'lab', secretAccessKey: 'lab' }

/** The usual chain, by name: what it finds stays in this process. */
export function lazyCredentials(profile: string | undefined) {
  return async () => {
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
    return await fromNodeProviderChain(profile === undefined ? {} : { profile })()
  }
}

/** @throws NotLoopbackError */
function loopback(endpoint: string): string {
  const { protocol, hostname } = new URL(endpoint)
  const local = ['localhost', '[::1]'].includes(hostname) || /^127(\.\d+){3}$/.test(hostname)
  if (protocol !== 'http:' || !local) throw new NotLoopbackError(endpoint)
  return endpoint
}
