import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Where processes can be seen and signalled by their pids: a machine, or a container on it. */
export interface HostIdentity {
  readonly name: string
  /** Id of the PID namespace; empty where there are none (macOS). */
  readonly pidNamespace: string
}

export function hostIdentity(): HostIdentity {
  return { name: hostname(), pidNamespace: pidNamespace() }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}
