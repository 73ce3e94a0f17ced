import { readFileSync } from 'node:fs'
import { Agent as HttpAgent, type RequestOptions as HttpRequestOptions } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { HttpAccess, HttpCall } from '../model/http-contract.ts'
import { fromEnvironment, valueOf } from '../system/secrets.ts'
import { type CanaryName, fillPath, fillText } from './template.ts'

/** Where requests go and how they are let in. */
export interface HttpPlace extends HttpAccess {
  readonly baseUrl: string
  readonly urlEnv?: string
}

/** Options of one request, with the protocol to send it by. */
export interface HttpRequest extends HttpRequestOptions {
  readonly protocol: 'http:' | 'https:'
  readonly body?: string
}

/** How connections are made and kept; see the options of Node's agents. */
interface AgentSettings {
  readonly keepAlive: boolean
  readonly maxSockets?: number
  readonly maxFreeSockets?: number
  readonly lookup?: LookupFunction
}

/** What means success where a call says nothing of it. */
export const OK_STATUSES: readonly number[] = [200, 201, 204]

/** Whether a status means success for a call. */
export function isSuccess({ ok = OK_STATUSES }: HttpCall, status: number): boolean {
  return ok.includes(status)
}

/**
 * A server to send to: its address, connections of its own, and the secrets that it asks for, looked up once.
 *
 * @throws MissingVariableError; an error of the file system for a TLS file that cannot be read
 */
export class HttpTarget {
  readonly #url: URL
  readonly #agent: HttpAgent
  readonly #headers: Readonly<Record<string, string>>

  constructor(place: HttpPlace, connections: AgentSettings) {
    this.#url = new URL(place.urlEnv === undefined ? place.baseUrl : fromEnvironment(place.urlEnv))
    this.#agent =
      this.#url.protocol === 'https:'
        ? new HttpsAgent({ ...connections, ...tlsOptions(place) })
        : new HttpAgent(connections)
    this.#headers = { ...basicAuthorization(this.#url), ...headersOf(place) }
  }

  /** The options of a call for one canary. */
  request(call: HttpCall, usualMethod: string, name: CanaryName): HttpRequest {
    const body = call.body === undefined ? undefined : fillText(call.body, name)
    const { hostname, port, protocol, pathname } = this.#url
    return {
      protocol: protocol === 'https:' ? 'https:' : 'http:',
      // The brackets of an IPv6 address belong to the URL, not to the address.
      host: hostname.replace(/^\[|\]$/g, ''),
      ...(port === '' ? {} : { port: Number(port) }),
      agent: this.#agent,
      method: call.method ?? usualMethod,
      path: this.#withQuery(call.path === '' ? pathname : pathname.replace(/\/$/, '') + fillPath(call.path, name)),
      headers: {
        ...(body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
        ...this.#headers,
      },
      ...(body === undefined ? {} : { body }),
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  /** Parameters of the address itself (a key, for example) go along with every request. */
  #withQuery(path: string): string {
    const { search } = this.#url
    if (search === '') return path
    return path.includes('?') ? `${path}&${search.slice(1)}` : `${path}${search}`
  }
}

function headersOf({ headers = {} }: HttpAccess): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), valueOf(value)]))
}

function basicAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function tlsOptions({ tls = {} }: HttpAccess): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
  return {
    ...(tls.ca === undefined ? {} : { ca: readFileSync(tls.ca) }),
    ...(tls.cert === undefined ? {} : { cert: readFileSync(tls.cert) }),
    ...(tls.key === undefined ? {} : { key: readFileSync(tls.key) }),
  }
}
