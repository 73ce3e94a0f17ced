import type { CanaryNode, CanarySpec, ProbeSpec } from '../../model/probe.ts'
import { asksByName } from '../../scenario/canary-findings.ts'
import type { Address, ObservedSettings } from './settings.ts'
import { contractOf } from './streams.ts'

/** A list takes longer than one canary, in milliseconds. */
const LONGEST_LIST_MS = 10_000

/**
 * How the canaries of the streams are read back; undefined when nothing is written, or when what is written by HTTP
 * cannot be read back: then data loss is not measured.
 */
export function observedCanary(settings: ObservedSettings, streams: readonly ProbeSpec[]): CanarySpec | undefined {
  const byHttp = writersOf(streams, 'http')
  const bySql = writersOf(streams, 'sql')
  const nodes: CanaryNode[] = []
  if (byHttp.length > 0) {
    const node = httpNode(settings, [...byHttp, ...(settings.loadWriter === undefined ? [] : [settings.loadWriter])])
    if (node === undefined) return undefined
    nodes.push(node)
  }
  if (bySql.length > 0 && settings.sql !== undefined) {
    nodes.push(sqlNode(settings.sql, 'database', settings.canary.table, bySql))
  }
  return nodes.length === 0 ? undefined : { nodes, table: settings.canary.table }
}

/** Whether what the load writes into the service is read back; where it is not, the load can only witness. */
export function readsLoadBack({ canary: { http }, readOnly }: Pick<ObservedSettings, 'canary' | 'readOnly'>): boolean {
  if (readOnly || http?.write === undefined) return false
  return http.table !== undefined || http.list !== undefined || asksByName(http.read)
}

function writersOf(streams: readonly ProbeSpec[], protocol: ProbeSpec['protocol']): string[] {
  return streams.filter((spec) => spec.protocol === protocol && spec.kind === 'write').map(({ writer }) => writer)
}

function httpNode(settings: ObservedSettings, writers: readonly string[]): CanaryNode | undefined {
  const { http, canary, timeoutMs } = settings
  if (http === undefined || canary.http === undefined) return undefined
  const { table, list, read, headers, tls } = canary.http
  if (table !== undefined) return settings.sql && sqlNode(settings.sql, 'service', table, writers)
  if (list === undefined && !asksByName(read)) return undefined
  return {
    id: 'service',
    role: 'writer',
    protocol: 'http',
    ...http,
    contract: contractOf(canary.http, true),
    writers,
    timeoutMs: Math.max(timeoutMs, LONGEST_LIST_MS),
    ...(headers === undefined ? {} : { headers }),
    ...(tls === undefined ? {} : { tls }),
  }
}

function sqlNode(address: Address, id: string, table: string, writers: readonly string[]): CanaryNode {
  return { id, role: 'writer', ...address, table, writers }
}
