import { lookup as resolveName } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { ProbeSpec } from '../model/probe.ts'

/**
 * How long one lookup can take, in milliseconds: a usual resolver waits 5 s for a name server that says nothing before it
 * asks again.
 */
const LONGEST_LOOKUP_MS = 5_000
/** The most that libuv allows. */
const MOST_THREADS = 1_024
/** What else a prober needs threads for. */
const OTHER_THREADS = 4
/** libuv gives lookups no more than half of its threads. */
const MOST_LOOKUPS = (MOST_THREADS - OTHER_THREADS) / 2

/**
 * The lookups of one stream. They are those of the operating system (`getaddrinfo`: with `/etc/hosts`, search domains and
 * whatever else the machine is set to), because that is what the programs of a user get. Each holds a thread until it is
 * over, and nothing can call it back: one whose probe has long timed out still counts. So they are counted, and a stream
 * that has too many says so, instead of queueing new ones behind stale ones and calling that an outage.
 */
export class Lookups {
  readonly #limit: number
  readonly #resolve: LookupFunction
  #outstanding = 0

  /** @param limit - how many may be outstanding; with fewer than one there is no name, and nothing is looked up */
  constructor(limit = Infinity, resolve: LookupFunction = resolveName) {
    this.#limit = limit
    this.#resolve = resolve
  }

  /** Another lookup might have to wait for a thread. */
  get full(): boolean {
    return this.#outstanding > 0 && this.#outstanding >= this.#limit
  }

  /** For the `lookup` option of sockets. */
  readonly lookup: LookupFunction = (host, options, done) => {
    this.#outstanding++
    this.#resolve(host, options, (...answer) => {
      this.#outstanding--
      done(...answer)
    })
  }
}

/** How many lookups each stream may have outstanding: as many as one takes slots, as far as there are threads for all. */
export function lookupLimits(specs: readonly ProbeSpec[]): number[] {
  const wanted = specs.map((spec) =>
    hasName(spec) ? Math.ceil((spec.timeoutMs + LONGEST_LOOKUP_MS) / spec.intervalMs) : 0,
  )
  const all = sum(wanted)
  return wanted.map((each) => (all <= MOST_LOOKUPS ? each : Math.floor((each * MOST_LOOKUPS) / all)))
}

/**
 * How many threads the prober needs so that no lookup waits for another; undefined where no stream has a name to resolve.
 * With the usual four only two lookups go on at a time: two slow ones would hold up every stream, whatever its name.
 */
export function threadsFor(specs: readonly ProbeSpec[]): number | undefined {
  const lookups = sum(lookupLimits(specs))
  return lookups === 0 ? undefined : 2 * lookups + OTHER_THREADS
}

function hasName(spec: ProbeSpec): boolean {
  const host = hostOf(spec)
  return host !== '' && isIP(host) === 0
}

function hostOf(spec: ProbeSpec): string {
  if (spec.protocol === 'net') return spec.host
  const address = URL.parse(spec.protocol === 'http' ? spec.baseUrl : spec.url)
  // The brackets of an IPv6 address belong to the URL, not to the address.
  return address?.hostname.replace(/^\[|\]$/g, '') ?? ''
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
