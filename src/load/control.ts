import { request } from 'node:http'

/** How long k6 may take to answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 5_000

/** What `/v1/status` says, as far as we need it. */
interface K6Status {
  readonly paused: boolean
  /** Virtual users that have been made. */
  readonly 'vus-max': number
}

/** Where a running k6 is controlled: its REST address on loopback. */
export class K6Control {
  readonly #port: number

  constructor(port: number) {
    this.#port = port
  }

  /** @returns undefined while k6 does not answer */
  async status(): Promise<K6Status | undefined> {
    try {
      return await this.#call('GET')
    } catch {
      return undefined
    }
  }

  /**
   * Lets a paused run begin.
   *
   * @throws Error when k6 does not answer, or stays paused
   */
  async release(): Promise<void> {
    const status = await this.#call('PATCH', {
      data: { type: 'status', id: 'default', attributes: { paused: false } },
    })
    if (status.paused) throw new Error('k6 was told to begin and is still paused')
  }

  #call(method: 'GET' | 'PATCH', body?: object): Promise<K6Status> {
    const { promise, resolve, reject } = Promise.withResolvers<K6Status>()
    const call = request(
      // No agent: a kept connection would keep this process alive.
      { host: '127.0.0.1', port: this.#port, path: '/v1/status', method, agent: false, timeout: ANSWER_TIMEOUT_MS },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => (text += part))
        response.on('error', reject)
        response.on('end', () => {
          try {
            if (response.statusCode !== 200) throw new Error(`k6 answered ${response.statusCode}: ${text.trim()}`)
            resolve((JSON.parse(text) as { data: { attributes: K6Status } }).data.attributes)
          } catch (error) {
            reject(error)
          }
        })
      },
    )
    call.on('timeout', () => call.destroy(new Error(`k6 did not answer within ${ANSWER_TIMEOUT_MS} ms`)))
    call.on('error', reject)
    call.end(body === undefined ? undefined : JSON.stringify(body))
    return promise
  }
}
