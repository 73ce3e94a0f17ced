import type { ProbeSpec } from '../model/probe.ts'
import { NOTHING_DEMANDED } from './acknowledged-writes.ts'
import type { ProbeResult } from './probe.ts'
import { probeFor } from './probing.ts'

/** Sends one request of a stream, outside any drill. Any content will do for a read. */
export async function askOnce(spec: ProbeSpec, seq = 0): Promise<ProbeResult> {
  const probe = probeFor(spec)
  try {
    return await new Promise((resolve) => probe.send(seq, NOTHING_DEMANDED, resolve))
  } finally {
    probe.close()
  }
}

/** Classes of errors in which the server was not reached at all. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'connection-refused',
  'connect-timeout',
  'name-not-found',
  'name-not-resolved',
  'host-unreachable',
  'network-unreachable',
  'reset-before-sending',
  'closed-before-sending',
  'tls-failed',
])

export function isUnreachable({ errorClass }: ProbeResult): boolean {
  return UNREACHABLE.has(errorClass)
}
