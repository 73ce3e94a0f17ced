import type { CanarySpec, ProbeSpec } from '../../model/probe.ts'
import { publicUrl } from '../../system/secrets.ts'
import { observedCanary } from '../observed/canary.ts'
import { observedLadder } from '../observed/ladder.ts'
import type { ObservedSettings } from '../observed/settings.ts'
import { observedStreams } from '../observed/streams.ts'
import type { AwsSettings } from './settings.ts'

/** What the instrument asks of a system on AWS: from outside, as its customers do. */
export interface Instrument {
  readonly streams: readonly ProbeSpec[]
  /** Undefined where nothing can be read back: then data loss is not measured. */
  readonly canary: CanarySpec | undefined
}

export function instrumentOf(settings: AwsSettings, drillId: string, loadWriter: string | undefined): Instrument {
  const { customers, sqlEnv, everyMs, timeoutMs, canary } = settings
  const sqlUrl = sqlEnv === undefined ? undefined : process.env[sqlEnv]
  const observed: ObservedSettings = {
    drillId,
    http: { url: customers },
    ...(sqlEnv === undefined || sqlUrl === undefined ? {} : { sql: { url: publicUrl(sqlUrl), urlEnv: sqlEnv } }),
    everyMs,
    timeoutMs,
    readOnly: false,
    canary,
    ...(loadWriter === undefined ? {} : { loadWriter }),
  }
  const streams = observedStreams(observed)
  return { streams: [...streams, ...observedLadder(observed)], canary: observedCanary(observed, streams) }
}
