import type { HttpCall } from '../model/http-contract.ts'
import type { CanaryConfig, HttpCanaryConfig } from './canary-types.ts'
import { isWrittenSecret } from './canary-schema.ts'
import type { Finding } from './findings.ts'

/** Rules between the fields of a canary; the fields themselves are right. */
export function canaryFindings({ http }: CanaryConfig): Finding[] {
  if (http === undefined) return []
  const { write, read, list, remove, tls, headers = {} } = http
  const findings: Finding[] = []
  const find = (field: string, found: string, message: string, remedy: string): void => {
    findings.push({ path: `canary.http.${field}`, found, message, remedy })
  }
  if (write !== undefined && !namesWrite(write)) {
    find('write', write.path, 'does not say which write it is', 'Put {writer} and {seq}, or {id}, into path or body')
  }
  if (write !== undefined && !asksByName(read) && read.newest === undefined) {
    find('read', read.path, 'cannot tell whether a write is there', 'Put {seq} or {id} into the path, or say newest')
  }
  if (write !== undefined && asksByName(read) && read.newest === undefined && !namesOne(read.contains)) {
    const remedy = 'Put {seq} or {id} into contains, as the answer has it, or say newest'
    find('read', read.path, 'would take any success for the write that it asks for', remedy)
  }
  if (read.newest !== undefined && !read.path.includes('{writer}')) {
    find('read.path', read.path, 'must ask for the newest write of one writer', 'Put {writer} into it')
  }
  if (list !== undefined && !list.path.includes('{writer}')) {
    find('list.path', list.path, 'must ask for the writes of one writer', 'Put {writer} into it')
  }
  if (list !== undefined && http.table !== undefined) {
    find('table', http.table, 'says a second way to read back', 'Leave out either list or table')
  }
  if (remove !== undefined && !remove.path.includes('{writer}') && !remove.path.includes('{id}')) {
    find('remove.path', remove.path, 'does not say what to remove', 'Put {writer} (and {seq}), or {id}, into it')
  }
  if ((tls?.cert === undefined) !== (tls?.key === undefined)) {
    find('tls', '', 'has only one of cert and key', 'A client certificate needs both files')
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!isWrittenSecret(name, value)) continue
    const remedy = `Name the variable that holds it: { '${name}': env('SHOP_TOKEN') }, with env from 'blackstart'`
    find(`headers['${name}']`, 'a text', 'would be written into records: a secret is named, not written', remedy)
  }
  return findings
}

/** Whether a path asks for one write by its name. */
export function asksByName({ path }: HttpCall): boolean {
  return namesOne(path)
}

function namesOne(text = ''): boolean {
  return text.includes('{seq}') || text.includes('{id}')
}

function namesWrite({ path, body = '' }: NonNullable<HttpCanaryConfig['write']>): boolean {
  const text = `${path} ${body}`
  return text.includes('{id}') || (text.includes('{seq}') && text.includes('{writer}'))
}
