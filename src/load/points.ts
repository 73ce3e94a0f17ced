/** A request of a load script without a ledger. Its time is k6's wall clock. */
export interface K6Request {
  /** When it ended, in milliseconds since 1970, cut off. */
  readonly t: number
  /** How long it took from asking for a connection, in milliseconds. */
  readonly d: number
  /** HTTP status; 0 when there was no complete answer. */
  readonly s: number
  /** k6's `error_code`; 0 when there was no error. */
  readonly e: number
  /** Whether the script expects this status. */
  readonly x: boolean
}

interface Point {
  readonly type?: unknown
  readonly metric?: unknown
  readonly data?: {
    readonly time?: unknown
    readonly value?: unknown
    readonly tags?: Readonly<Record<string, string>>
  }
}

/** From sending to the last byte. It is the first of the points of a request that is looked at. */
const DURATION = 'http_req_duration'
/** Waiting for a connection: looking up the name, connecting and shaking hands included. */
const BLOCKED = 'http_req_blocked'

/**
 * Takes the requests out of k6's points. The points of one request follow one another and have the same time, its end.
 * A torn last line is left out.
 */
export async function* requestsIn(lines: AsyncIterable<string>): AsyncGenerator<K6Request> {
  let open: { request: K6Request; time: string } | undefined
  for await (const line of lines) {
    // Most lines are of other metrics: parsing those would take most of the time.
    if (!line.includes(`"${DURATION}"`) && !line.includes(`"${BLOCKED}"`)) continue
    const { type, metric, data } = parse(line)
    const { time, value, tags = {} } = data ?? {}
    if (type !== 'Point' || typeof time !== 'string' || typeof value !== 'number') continue
    if (metric === BLOCKED) {
      if (open?.time !== time) continue
      yield { ...open.request, d: open.request.d + value }
      open = undefined
      continue
    }
    if (metric !== DURATION) continue
    if (open !== undefined) yield open.request
    open = {
      time,
      request: {
        t: Date.parse(time),
        d: value,
        s: Number(tags['status'] ?? 0),
        e: Number(tags['error_code'] ?? 0),
        x: tags['expected_response'] === 'true',
      },
    }
  }
  if (open !== undefined) yield open.request
}

function parse(line: string): Point {
  try {
    return JSON.parse(line) as Point
  } catch {
    return {}
  }
}
