// What every load script for Blackstart needs. It runs inside k6, which is not Node: no Node modules, no `performance`.
// It compiles without @types/k6 too: a project that lets TypeScript look at JavaScript compiles it by way of its script.
// oxlint-disable-next-line typescript/ban-ts-comment -- where @types/k6 is installed, there is nothing to expect
// @ts-ignore
import exec from 'k6/execution'

/** With `--log-format raw` a call is one line in the console file, written at once. */
declare const console: { log(line: string): void }
declare const __ENV: Readonly<Record<string, string | undefined>>

/** What is used of a response of `k6/http`. */
interface SomeResponse {
  readonly status: number
  readonly error_code: number
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** Where the requests go; without a slash at the end. */
export const base = setting('BASE')

/** Pass it to every request: k6's own default is a minute, in which one hanging request would hold its virtual user. */
export const timeout = Number(setting('TIMEOUT_MS'))

/** The name of one write: `seq` is dense for `writer`, so that a lost write is a missing number. */
export interface WriteId {
  readonly writer: string
  readonly seq: number
}

const writer = setting('WRITER')

/**
 * Sends one write and leaves its evidence: the intent before it is sent, the outcome after. A write that is cut off in
 * between is known to have been attempted. Call it once an iteration, and send one request in it, without an
 * `Idempotency-Key` (k6 would send the request again by itself, and count it once).
 *
 * @param send - sends the request and returns its response
 */
export function write(send: (id: WriteId) => SomeResponse): void {
  const n: number = exec.scenario.iterationInTest
  const t = Date.now()
  console.log(JSON.stringify({ k: 'i', n, t }))
  try {
    const response = send({ writer, seq: n })
    const d = Date.now() - t
    const servedBy = response.headers['X-Served-By'] ?? ''
    console.log(JSON.stringify({ k: 'o', n, t, d, s: response.status, e: response.error_code, b: servedBy }))
  } catch (error) {
    console.log(JSON.stringify({ k: 'x', n, t, d: Date.now() - t, m: String(error) }))
  }
}

function setting(name: string): string {
  const value = __ENV[name]
  if (value === undefined) throw new Error(`${name} is not set: this script is started by Blackstart`)
  return value
}
