import { isIP } from 'node:net'
import { inFlightCap } from '../../model/in-flight-cap.ts'
import type { NetProbeSpec } from '../../model/probe.ts'
import type { ObservedSettings } from './settings.ts'

/** A ladder only attributes: somebody else's name server and front door are not asked more often, in milliseconds. */
const LEAST_INTERVAL_MS = 200

/** Ports of the protocols where an address names none. */
const USUAL_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'postgres:': 5_432,
  'postgresql:': 5_432,
}

/**
 * The rungs below the protocol, for each address: the name where there is one, the connect, and the handshake of HTTPS.
 * They say from the client's side whether a name, a route or a certificate failed before anything could be asked.
 */
export function observedLadder({ http, sql, canary, everyMs, timeoutMs }: ObservedSettings): readonly NetProbeSpec[] {
  return [
    ...(http === undefined ? [] : rungsOf('http', http.url)),
    // PostgreSQL shakes hands in its own protocol, after a message of its own: that rung is part of authenticating.
    ...(sql === undefined ? [] : rungsOf('sql', sql.url)),
  ].map(({ id, rung, host, port, path }) => {
    const intervalMs = Math.max(everyMs, LEAST_INTERVAL_MS)
    return {
      id,
      source: 'probe',
      kind: 'read',
      connection: 'fresh',
      protocol: 'net',
      rung,
      // Nothing is read: the name only has to be nobody's.
      writer: id,
      intervalMs,
      timeoutMs,
      inFlightCap: inFlightCap(timeoutMs, intervalMs),
      judged: false,
      path,
      host,
      port,
      ...(rung === 'tls' ? canary.http?.tls : {}),
    }
  })
}

type RungPlace = Pick<NetProbeSpec, 'id' | 'rung' | 'host' | 'port' | 'path'>

function rungsOf(protocol: string, url: string): RungPlace[] {
  const address = new URL(url)
  // The brackets of an IPv6 address belong to the URL, not to the address.
  const host = address.hostname.replace(/^\[|\]$/g, '')
  const port = address.port === '' ? (USUAL_PORTS[address.protocol] ?? 0) : Number(address.port)
  // An address without a host (a socket in the file system) has no such rungs.
  if (host === '' || port === 0) return []
  const rungs: NetProbeSpec['rung'][] = [
    ...(isIP(host) === 0 ? (['name'] as const) : []),
    'connect',
    ...(address.protocol === 'https:' ? (['tls'] as const) : []),
  ]
  return rungs.map((rung) => ({ id: `${protocol}-rung-${rung}`, rung, host, port, path: `${host}:${port}` }))
}
