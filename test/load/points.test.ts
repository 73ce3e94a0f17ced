import { expect } from 'chai'
import { type K6Request, requestsIn } from '../../src/load/points.ts'

/** The points of one request, in k6's order. */
function pointsOf(time: string, ms: number, blockedMs: number, tags: Readonly<Record<string, string>>): string[] {
  const point = (metric: string, value: number): string =>
    JSON.stringify({ metric, type: 'Point', data: { time, value, tags } })
  return [
    point('http_reqs', 1),
    point('http_req_duration', ms),
    point('http_req_blocked', blockedMs),
    point('http_req_connecting', blockedMs / 2),
    point('http_req_failed', 0),
  ]
}

async function requests(lines: readonly string[]): Promise<K6Request[]> {
  async function* stream(): AsyncGenerator<string> {
    yield* lines
  }
  const found: K6Request[] = []
  for await (const request of requestsIn(stream())) found.push(request)
  return found
}

const OK = { status: '200', expected_response: 'true' }
const REFUSED = { status: '0', error_code: '1212', expected_response: 'false' }

describe('requestsIn', () => {
  it('takes one request out of its points, the wait for its connection included', async () => {
    const lines = pointsOf('1970-01-01T00:00:01.573064713Z', 60, 2.5, OK)
    expect(await requests(lines)).to.deep.equal([{ t: 1_573, d: 62.5, s: 200, e: 0, x: true }])
  })

  it('keeps requests apart, also those that k6 gives no wait', async () => {
    const [first = '', second = ''] = pointsOf('1970-01-01T00:00:01Z', 10, 0, REFUSED)
    const lines = [first, second, ...pointsOf('1970-01-01T00:00:02Z', 20, 1, OK)]
    expect(await requests(lines)).to.deep.equal([
      { t: 1_000, d: 10, s: 0, e: 1212, x: false },
      { t: 2_000, d: 21, s: 200, e: 0, x: true },
    ])
  })

  it('passes over definitions of metrics, points of others, and a torn last line', async () => {
    const metric = JSON.stringify({ type: 'Metric', data: { name: 'http_req_duration' }, metric: 'http_req_duration' })
    const torn = '{"metric":"http_req_duration","type":"Point","data":{"ti'
    expect(await requests([metric, ...pointsOf('1970-01-01T00:00:01Z', 5, 0, OK), torn])).to.have.lengthOf(1)
  })
})
