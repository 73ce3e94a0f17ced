import { Agent, type RequestOptions } from 'node:http'
import type { HttpProbeSpec } from '../model/probe.ts'
import { classify } from './classification.ts'
import { checkReadAnswer, checkWriteAnswer, type ContentProblem } from './content-check.ts'
import { exchange, type HttpAnswer } from './http-exchange.ts'
import type { Observation } from './observation.ts'
import type { Probe, ProbeResult } from './probe.ts'

/** Connections that stay open between requests of a pooled stream; a burst opens more, up to the in-flight cap. */
const KEPT_CONNECTIONS = 8

const CREATED = 201
const OK = 200

/** A probe of the order service's HTTP contract: `POST /orders` with `{writer, seq}`, `GET /orders/latest?writer=`. */
export function httpProbe(spec: HttpProbeSpec): Probe {
  const agent = agentFor(spec)
  return { send: spec.kind === 'write' ? writer(spec, agent) : reader(spec, agent), close: () => agent.destroy() }
}

/** An agent of its own for each stream: a shared one would let one stream use what another stream has connected. */
function agentFor({ connection, inFlightCap }: HttpProbeSpec): Agent {
  if (connection === 'fresh') return new Agent({ keepAlive: false })
  return new Agent({
    keepAlive: true,
    // Never below the cap: an agent at its limit would queue requests, and a queue hides an outage.
    maxSockets: inFlightCap,
    maxFreeSockets: Math.min(inFlightCap, KEPT_CONNECTIONS),
  })
}

function writer(spec: HttpProbeSpec, agent: Agent): Probe['send'] {
  const headers = { 'content-type': 'application/json' }
  const options: RequestOptions = { ...addressOf(spec), agent, method: 'POST', path: '/orders', headers }
  const bodyStart = `{"writer":${JSON.stringify(spec.writer)},"seq":`
  return (seq, _atLeastSeq, settle) => {
    exchange(options, `${bodyStart}${seq}}`, spec.timeoutMs, (result) =>
      settle(judge(result, CREATED, (body) => checkWriteAnswer(body, spec.writer, seq))),
    )
  }
}

function reader(spec: HttpProbeSpec, agent: Agent): Probe['send'] {
  const path = `/orders/latest?writer=${encodeURIComponent(spec.writer)}`
  const options: RequestOptions = { ...addressOf(spec), agent, method: 'GET', path }
  return (_seq, atLeastSeq, settle) => {
    exchange(options, undefined, spec.timeoutMs, (result) =>
      settle(judge(result, OK, (body) => checkReadAnswer(body, spec.writer, atLeastSeq))),
    )
  }
}

function addressOf({ baseUrl }: HttpProbeSpec): RequestOptions {
  const { hostname, port } = new URL(baseUrl)
  // The brackets of an IPv6 address belong to the URL, not to the address.
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 80 : Number(port) }
}

function judge(
  result: HttpAnswer | Observation,
  successStatus: number,
  check: (body: string) => ContentProblem | undefined,
): ProbeResult {
  if (result.kind !== 'answer') return { ...verdictOf(result), servedBy: '' }
  const { status, body, servedBy } = result
  if (status !== successStatus) return { ...verdictOf(observed('status', String(status))), servedBy }
  const problem = check(body)
  if (problem !== undefined) return { ...verdictOf(observed('content', problem)), servedBy }
  return { outcome: 'ok', errorClass: '', servedBy }
}

function observed(kind: 'status' | 'content', code: string): Observation {
  return { kind, code, sent: true, kept: false }
}

function verdictOf(observation: Observation): Pick<ProbeResult, 'outcome' | 'errorClass'> {
  const { outcome, errorClass } = classify(observation)
  return { outcome, errorClass }
}
