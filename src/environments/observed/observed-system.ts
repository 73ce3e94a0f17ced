import type { CanarySpec, ProbeSpec } from '../../model/probe.ts'
import type { Component, Topology } from '../../model/topology.ts'
import type { MeasuredSystem } from '../environment.ts'
import { observedCanary } from './canary.ts'
import type { ObservedSettings } from './settings.ts'
import { observedStreams } from './streams.ts'

/** A system that somebody else runs and breaks: there is nothing to start and nothing to undo. */
export class ObservedSystem implements MeasuredSystem {
  readonly backend = 'observed'
  readonly streams: readonly ProbeSpec[]
  readonly canary: CanarySpec | undefined
  readonly customerUrl: string
  readonly fingerprint: Readonly<Record<string, string>>
  readonly #settings: ObservedSettings

  constructor(settings: ObservedSettings) {
    this.#settings = settings
    this.streams = observedStreams(settings)
    this.canary = observedCanary(settings, this.streams)
    this.customerUrl = settings.http?.url ?? ''
    this.fingerprint = factsOf(this.streams)
  }

  /** All that is known of its shape is where it answers. */
  describe(): Promise<Topology> {
    const { http, sql } = this.#settings
    const components: Component[] = [
      ...(http === undefined ? [] : [{ id: 'service', role: 'service', address: http.url, state: 'unknown' } as const]),
      ...(sql === undefined ? [] : [{ id: 'database', role: 'primary', address: sql.url, state: 'unknown' } as const]),
    ]
    return Promise.resolve({ regions: [], components })
  }
}

/** What the instrument itself asks of the system, at most. */
function factsOf(streams: readonly ProbeSpec[]): Record<string, string> {
  const perSecond = (kind: ProbeSpec['kind']): number =>
    streams.filter((stream) => stream.kind === kind).reduce((sum, { intervalMs }) => sum + 1_000 / intervalMs, 0)
  const connections = streams.reduce((sum, { inFlightCap }) => sum + inFlightCap, 0)
  return {
    'canaries written a second': perSecond('write').toFixed(1),
    'probe reads a second': perSecond('read').toFixed(1),
    'probe connections at most': String(connections),
  }
}
