import type { CallLog } from './call-log.ts'
import type { WireRequest, WireResponse } from './codec/wire.ts'
import type { Conduct } from './misbehaviour.ts'

/** What lies below is for tests and drills, and no part of AWS. */
export const CONTROL_PATH = '/_blackstart/'

/** Tells what was called, and makes the endpoints misbehave. */
export function answerControl({ method, path, body }: WireRequest, log: CallLog, conduct: Conduct): WireResponse {
  const asked = `${method} ${path.slice(CONTROL_PATH.length)}`
  if (asked === 'GET calls') return json(200, { calls: log.calls })
  if (asked === 'DELETE calls') {
    log.forget()
    return json(200, {})
  }
  if (asked === 'GET misbehaviour') return json(200, conduct.now)
  if (asked === 'PUT misbehaviour') {
    try {
      conduct.set(JSON.parse(Buffer.from(body).toString()))
    } catch (error) {
      return json(400, { error: String(error) })
    }
    return json(200, conduct.now)
  }
  return json(404, { error: `there is no '${asked}'` })
}

function json(status: number, value: unknown): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}
