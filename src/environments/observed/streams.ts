import type { HttpContract } from '../../model/http-contract.ts'
import { ANSWERS_CONTRACT } from '../../model/http-contracts.ts'
import { inFlightCap } from '../../model/in-flight-cap.ts'
import type { HttpProbeSpec, ProbeSpec, SqlProbeSpec } from '../../model/probe.ts'
import type { HttpCanaryConfig } from '../../scenario/canary-types.ts'
import { type ObservedSettings, writerOf } from './settings.ts'

const CONNECTIONS = ['fresh', 'pooled'] as const

/**
 * The streams on which somebody else's system is judged: reads, and writes unless that is forbidden, over a fresh
 * connection each and over kept ones. Each reader asks for what the writer of its kind has written.
 */
export function observedStreams(settings: ObservedSettings): readonly ProbeSpec[] {
  const streams = [...httpStreams(settings), ...sqlStreams(settings)]
  const writing = streams.filter(({ kind }) => kind === 'write').length
  const leastMs = (1_000 * writing) / settings.canary.maxWritesPerSecond
  return streams.map((stream) => {
    const intervalMs = stream.kind === 'write' ? Math.max(settings.everyMs, leastMs) : settings.everyMs
    return { ...stream, intervalMs, inFlightCap: inFlightCap(settings.timeoutMs, intervalMs) }
  })
}

function httpStreams(settings: ObservedSettings): HttpProbeSpec[] {
  const { http } = settings
  if (http === undefined) return []
  const configured = settings.canary.http
  const contract = configured === undefined ? ANSWERS_CONTRACT : contractOf(configured, settings.readOnly)
  return streamsFor('http', contract.write !== undefined, settings, (basics) => ({
    ...basics,
    protocol: 'http',
    path: http.url,
    baseUrl: http.url,
    ...(http.urlEnv === undefined ? {} : { urlEnv: http.urlEnv }),
    ...(configured?.headers === undefined ? {} : { headers: configured.headers }),
    ...(configured?.tls === undefined ? {} : { tls: configured.tls }),
    contract,
  }))
}

function sqlStreams(settings: ObservedSettings): SqlProbeSpec[] {
  const { sql, readOnly, canary } = settings
  if (sql === undefined) return []
  return streamsFor('sql', !readOnly, settings, (basics) => ({
    ...basics,
    protocol: 'sql',
    path: sql.url,
    url: sql.url,
    ...(sql.urlEnv === undefined ? {} : { urlEnv: sql.urlEnv }),
    ...(readOnly ? {} : { table: canary.table }),
  }))
}

type Basics = Omit<HttpProbeSpec, 'protocol' | 'baseUrl' | 'path'>

function streamsFor<Spec>(
  protocol: string,
  writes: boolean,
  { drillId, everyMs, timeoutMs }: ObservedSettings,
  complete: (basics: Basics) => Spec,
): Spec[] {
  const kinds = writes ? (['write', 'read'] as const) : (['read'] as const)
  return CONNECTIONS.flatMap((connection) =>
    kinds.map((kind) =>
      complete({
        id: `${protocol}-${kind}-${connection}`,
        source: 'probe',
        kind,
        connection,
        writer: writerOf(drillId, `${protocol}-${connection}`),
        intervalMs: everyMs,
        timeoutMs,
        inFlightCap: inFlightCap(timeoutMs, everyMs),
        judged: true,
      }),
    ),
  )
}

/** The contract alone, as the prober takes it; without its write where nothing may be written. */
export function contractOf({ write, read, list, remove }: HttpCanaryConfig, readOnly: boolean): HttpContract {
  return {
    // Without a write there is nothing to demand of a read but that it answers.
    ...(readOnly || write === undefined ? {} : { write }),
    read,
    ...(list === undefined ? {} : { list }),
    ...(remove === undefined ? {} : { remove }),
  }
}
