import type { HttpContract, HttpList, HttpRead } from '../model/http-contract.ts'
import { NOTHING_FOUND } from '../model/operation.ts'
import type { HttpCanaryNode } from '../model/probe.ts'
import { variablesOf } from './variables.ts'
import { scrub } from '../system/secrets.ts'
import { valueRead } from './content-check.ts'
import { exchange, type HttpAnswer } from './http-exchange.ts'
import { HttpTarget, isSuccess, type HttpRequest } from './http-target.ts'
import { jsonAt, parseJson } from './json-at.ts'
import { NodeReadError, type HeldWrites } from './node-read.ts'
import { SeqColumn } from './seq-column.ts'
import { type CanaryName, fillText } from './template.ts'

/** A list of a million writes still fits. */
const LONGEST_LIST_CHARACTERS = 64 * 1_024 * 1_024
/** So many writes are asked for at the same time, where each has to be asked for by its name. */
const AT_ONCE = 8
const NOT_FOUND = 404
const LARGEST_SEQ = 0xffff_ffff

/** How many writes each writer has attempted: its names are 0 up to this number. */
export type Attempted = ReadonlyMap<string, number>

/**
 * Reads all canaries of one service back, by its list, or else each attempted write by its name. Without a list a row
 * that nobody attempted cannot be seen.
 *
 * @throws NodeReadError
 */
export async function readHttpNode(
  node: HttpCanaryNode,
  attempted: Attempted,
  withinMs: number,
  signal: AbortSignal,
): Promise<HeldWrites> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
  const target = new HttpTarget({ ...node, baseUrl: node.url }, { keepAlive: true, maxSockets: AT_ONCE })
  const ask = (request: HttpRequest): Promise<HttpAnswer> => answerTo(request, node, limit)
  try {
    const held = new Map<string, Uint32Array>()
    for (const writer of node.writers) {
      const seqs =
        node.contract.list === undefined
          ? await askForEach(node.contract, target, ask, writer, attempted.get(writer) ?? 0)
          : await readList(node.contract.list, target, ask, writer)
      if (seqs.length > 0) held.set(writer, seqs.sort())
    }
    return held
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new NodeReadError(`${node.id} could not be read: ${scrub(message, variablesOf([node]))}`, { cause: error })
  } finally {
    target.close()
  }
}

type Ask = (request: HttpRequest) => Promise<HttpAnswer>

function answerTo(request: HttpRequest, { timeoutMs }: HttpCanaryNode, limit: AbortSignal): Promise<HttpAnswer> {
  limit.throwIfAborted()
  return new Promise((resolve, reject) => {
    const give = (): void => reject(limit.reason as Error)
    limit.addEventListener('abort', give, { once: true })
    exchange(request, { timeoutMs, answerCharacters: LONGEST_LIST_CHARACTERS }, (result) => {
      limit.removeEventListener('abort', give)
      if (result.kind === 'answer') resolve(result)
      else reject(new Error(`${result.kind} ${result.code}`.trim()))
    })
  })
}

async function readList(list: HttpList, target: HttpTarget, ask: Ask, writer: string): Promise<Uint32Array> {
  const seqs = new SeqColumn()
  const paged = list.path.includes('{after}')
  let after = -1
  for (;;) {
    const path = list.path.replaceAll('{after}', String(after))
    const answer = await ask(target.request({ ...list, path }, 'GET', { writer, seq: 0 }))
    if (!isSuccess(list, answer.status)) throw new Error(`the list was answered with status ${answer.status}`)
    const page = seqsIn(list, answer.body)
    for (const seq of page) seqs.push(seq)
    if (!paged || page.length === 0) return seqs.toArray()
    const highest = page.reduce((a, b) => Math.max(a, b))
    if (highest <= after) throw new Error(`the list does not get beyond seq ${after}`)
    after = highest
  }
}

function seqsIn({ items = '', seq = 'seq' }: HttpList, body: string): number[] {
  const list = jsonAt(parseJson(body), items)
  if (!Array.isArray(list)) throw new Error(`there is no list${items === '' ? '' : ` at '${items}'`} in the answer`)
  return list.map((item) => {
    const value = Number(jsonAt(item, seq) ?? NaN)
    // Refused rather than skipped: a row that nobody could have written must not vanish from the evidence.
    if (!Number.isInteger(value) || value < 0 || value > LARGEST_SEQ) {
      throw new Error(`it lists an item without a seq${seq === '' ? '' : ` at '${seq}'`}`)
    }
    return value
  })
}

async function askForEach(
  { read }: HttpContract,
  target: HttpTarget,
  ask: Ask,
  writer: string,
  attempted: number,
): Promise<Uint32Array> {
  const seqs = new SeqColumn()
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < attempted) {
      const seq = next++
      const answer = await ask(target.request(read, 'GET', { writer, seq }))
      if (answer.status === NOT_FOUND) continue
      if (!isSuccess(read, answer.status)) throw new Error(`seq ${seq} was answered with status ${answer.status}`)
      if (isStored(read, answer.body, { writer, seq })) seqs.push(seq)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return seqs.toArray()
}

/** Whether the answer to a read by name holds the write that was asked for. A status alone would not say so. */
function isStored({ newest, contains }: HttpRead, body: string, name: CanaryName): boolean {
  if (contains !== undefined && !body.includes(fillText(contains, name))) return false
  if (newest === undefined) return contains !== undefined
  const value = valueRead(body, newest)
  if (value === NOTHING_FOUND) return false
  // Refused rather than counted as lost: the read does not do what the contract says.
  if (value !== name.seq)
    throw new Error(`seq ${name.seq} was asked for, and the answer does not speak of it at '${newest}'`)
  return true
}
