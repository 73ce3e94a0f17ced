import type { HttpProbeSpec } from '../model/probe.ts'
import { exchange, type HttpAnswer } from './http-exchange.ts'
import { HttpTarget, isSuccess } from './http-target.ts'
import type { Observation } from './observation.ts'
import type { CanaryName } from './template.ts'

const GONE = [404, 410]

/** Removal failed; what was removed before stays removed, and it may be tried again. */
export class CanaryCleanError extends Error {
  override readonly name = 'CanaryCleanError'
}

/**
 * Removes canaries from a service, one request at a time so that it is no load: by writer where the contract's removal
 * names only that, else one by one. What is not there counts as removed.
 *
 * @param writes - how many writes each writer has attempted
 * @returns how many requests that took
 * @throws CanaryCleanError; RangeError when the contract has no removal
 */
export async function cleanService(spec: HttpProbeSpec, writes: ReadonlyMap<string, number>): Promise<number> {
  const remove = spec.contract?.remove
  if (remove === undefined) throw new RangeError('its contract has no removal')
  const each = /\{(seq|id)\}/.test(remove.path)
  const target = new HttpTarget(spec, { keepAlive: true, maxSockets: 1 })
  let requests = 0
  try {
    for (const [writer, attempted] of writes) {
      for (let seq = 0; seq < (each ? attempted : 1); seq++) {
        const name: CanaryName = { writer, seq }
        const result = await new Promise<HttpAnswer | Observation>((resolve) =>
          exchange(target.request(remove, 'DELETE', name), { timeoutMs: spec.timeoutMs }, resolve),
        )
        requests++
        if (result.kind === 'answer' && (isSuccess(remove, result.status) || GONE.includes(result.status))) continue
        const how = result.kind === 'answer' ? `status ${result.status}` : `${result.kind} ${result.code}`.trim()
        throw new CanaryCleanError(`${writer}/${seq} could not be removed: ${how}`)
      }
    }
    return requests
  } finally {
    target.close()
  }
}
