import type { HttpContract, HttpRead, HttpWrite } from '../model/http-contract.ts'
import type { HttpProbeSpec } from '../model/probe.ts'
import { NOTHING_DEMANDED } from './acknowledged-writes.ts'
import { classify } from './classification.ts'
import { checkReadAnswer, checkWriteAnswer, valueRead, type ContentProblem } from './content-check.ts'
import { ORDERS_CONTRACT } from '../model/http-contracts.ts'
import { exchange, type HttpAnswer } from './http-exchange.ts'
import { HttpTarget, isSuccess } from './http-target.ts'
import { Lookups } from './lookups.ts'
import type { Observation } from './observation.ts'
import type { Probe, ProbeResult } from './probe.ts'
import { fillText } from './template.ts'

/** Connections that stay open between requests of a pooled stream; a burst opens more, up to the in-flight cap. */
const KEPT_CONNECTIONS = 8

const NOT_FOUND = 404

/**
 * A probe of a service that keeps an {@link HttpContract}.
 *
 * @throws MissingVariableError; an error of the file system for a TLS file that cannot be read
 */
export function httpProbe(spec: HttpProbeSpec, lookups = new Lookups()): Probe {
  const target = targetFor(spec, lookups)
  const contract: HttpContract = spec.contract ?? ORDERS_CONTRACT
  return {
    send: spec.kind === 'write' ? writer(spec, contract, target) : reader(spec, contract, target),
    full: () => lookups.full,
    close: () => target.close(),
  }
}

/** Connections of its own for each stream: shared ones would let one stream use what another stream has connected. */
function targetFor(spec: HttpProbeSpec, { lookup }: Lookups): HttpTarget {
  if (spec.connection === 'fresh') return new HttpTarget(spec, { keepAlive: false, lookup })
  return new HttpTarget(spec, {
    keepAlive: true,
    lookup,
    // Never below the cap: an agent at its limit would queue requests, and a queue hides an outage.
    maxSockets: spec.inFlightCap,
    maxFreeSockets: Math.min(spec.inFlightCap, KEPT_CONNECTIONS),
  })
}

function writer({ id, writer, timeoutMs }: HttpProbeSpec, contract: HttpContract, target: HttpTarget): Probe['send'] {
  const { write } = contract
  if (write === undefined) throw new Error(`stream '${id}' writes, and its contract has no write`)
  return (seq, _atLeastSeq, settle) => {
    exchange(target.request(write, 'POST', { writer, seq }), { timeoutMs }, (result) => {
      if (result.kind !== 'answer') settle(failed(result))
      else if (!isSuccess(write, result.status)) settle(refusal(write, result))
      else settle(checked(result, write.echo === true ? checkWriteAnswer(result.body, writer, seq) : undefined))
    })
  }
}

function reader(
  { writer, timeoutMs }: HttpProbeSpec,
  { read, write }: HttpContract,
  target: HttpTarget,
): Probe['send'] {
  return (_seq, atLeastSeq, settle) => {
    const asked = { writer, seq: Math.max(0, atLeastSeq) }
    const byName = read.path.includes('{seq}') || read.path.includes('{id}')
    exchange(target.request(read, 'GET', asked), { timeoutMs }, (result) => {
      if (result.kind !== 'answer') settle(failed(result))
      else if (isSuccess(read, result.status)) {
        const problem = problemOf(read, result.body, asked, atLeastSeq)
        const value = byName && problem === undefined ? asked.seq : newestIn(read, result.body)
        settle({ ...checked(result, problem), ...(value === undefined ? {} : { value }) })
      }
      // Asked for one write by its name: "not there" is an answer, and the right one before anything was written. Where
      // nothing ever is, it is what a wrong address answers too, and shows nothing.
      else if (byName && write !== undefined && result.status === NOT_FOUND) {
        settle(checked(result, atLeastSeq === NOTHING_DEMANDED ? undefined : 'stale-read'))
      } else settle(statusOf(result))
    })
  }
}

function newestIn({ newest }: HttpRead, body: string): number | undefined {
  return newest === undefined ? undefined : valueRead(body, newest)
}

function problemOf(
  { newest, contains }: HttpRead,
  body: string,
  asked: { readonly writer: string; readonly seq: number },
  atLeastSeq: number,
): ContentProblem | undefined {
  if (newest !== undefined) return checkReadAnswer(body, asked.writer, atLeastSeq, newest)
  if (contains === undefined || body.includes(fillText(contains, asked))) return undefined
  return 'unexpected-content'
}

/** A status is a proof that nothing was written only where the contract says so. */
function refusal(write: HttpWrite, answer: HttpAnswer): ProbeResult {
  const result = statusOf(answer)
  const refused = write.refused?.includes(answer.status) === true
  return { ...result, outcome: refused ? 'fail' : result.outcome === 'fail' ? 'info' : result.outcome }
}

function statusOf({ status, servedBy }: HttpAnswer): ProbeResult {
  return { ...failed({ kind: 'status', code: String(status), sent: true, kept: false }), servedBy }
}

function checked({ servedBy, database }: HttpAnswer, problem: ContentProblem | undefined): ProbeResult {
  if (problem === undefined)
    return { outcome: 'ok', errorClass: '', servedBy, ...(database === '' ? {} : { database }) }
  return { ...failed({ kind: 'content', code: problem, sent: true, kept: false }), servedBy }
}

function failed(observation: Observation): ProbeResult {
  const { outcome, errorClass } = classify(observation)
  return { outcome, errorClass, servedBy: '' }
}
