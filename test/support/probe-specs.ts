import type { HttpProbeSpec } from '../../src/model/probe.ts'

/** A stream that is complete and valid; tests state what they are about. */
export function httpSpec(given: Partial<HttpProbeSpec> = {}): HttpProbeSpec {
  return {
    id: 'write-fresh',
    source: 'probe',
    kind: 'write',
    connection: 'fresh',
    protocol: 'http',
    writer: 'probe',
    intervalMs: 20,
    timeoutMs: 400,
    inFlightCap: 20,
    judged: true,
    path: 'direct',
    baseUrl: 'http://127.0.0.1:1',
    ...given,
  }
}
