import type { CanarySettings } from '../../scenario/config.ts'

/** An address, as far as people may see it, and where the whole of it is when it carries credentials. */
export interface Address {
  /** Without credentials. */
  readonly url: string
  /** Name of the environment variable that holds the address with its credentials. */
  readonly urlEnv?: string
}

/** What is measured of a system that somebody else runs and breaks. At least one of `http` and `sql` is given. */
export interface ObservedSettings {
  /** Tags every canary, so that it can be told from all others and removed. */
  readonly drillId: string
  readonly http?: Address
  readonly sql?: Address
  /** d: how often each stream probes, in milliseconds. Streams that write may have to be slower. */
  readonly everyMs: number
  /** t: when a probe gives up, in milliseconds. */
  readonly timeoutMs: number
  /** Nothing is ever written: then data loss is not measured. */
  readonly readOnly: boolean
  readonly canary: CanarySettings
  /** Name under which the load writes into the service; it is read back with the streams' own. */
  readonly loadWriter?: string
}

/** Every canary of ours has a writer that begins so. */
export const TAG = 'blackstart-'

/** The name under which a stream of a drill writes. */
export function writerOf(drillId: string, stream: string): string {
  return `${TAG}${drillId}-${stream}`
}
