/** One order: dense numbers by writer, so that what is lost can be named. */
export interface Order {
  readonly writer: string
  readonly seq: number
}

const MAX_WRITER_LENGTH = 100
const MAX_PAGE = 10_000

/** A body that is no order; the message says what was found. */
export class BadRequestError extends Error {
  override readonly name = 'BadRequestError'
}

/** @throws BadRequestError naming every field that is wrong */
export function parseOrder(body: string): Order {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch (cause) {
    throw new BadRequestError('the body is not JSON', { cause })
  }
  const { writer, seq } = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Record<string, unknown>
  const findings: string[] = []
  if (!isWriter(writer)) findings.push(`'writer' must be a text of 1 to ${MAX_WRITER_LENGTH} characters`)
  if (!isSeq(seq)) findings.push("'seq' must be a whole number from 0")
  if (!isWriter(writer) || !isSeq(seq)) throw new BadRequestError(findings.join('; '))
  return { writer, seq }
}

/** @throws BadRequestError */
export function parseWriter(query: URLSearchParams): string {
  const writer = query.get('writer')
  if (!isWriter(writer)) throw new BadRequestError(`'writer' must be given, 1 to ${MAX_WRITER_LENGTH} characters`)
  return writer
}

export interface Page {
  readonly writer: string
  /** Orders with a higher number than this. */
  readonly after: number
  readonly limit: number
}

/** @throws BadRequestError */
export function parsePage(query: URLSearchParams): Page {
  const writer = parseWriter(query)
  const after = Number(query.get('after') ?? -1)
  const limit = Number(query.get('limit') ?? 100)
  if (!Number.isSafeInteger(after)) throw new BadRequestError("'after' must be a whole number")
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_PAGE) {
    throw new BadRequestError(`'limit' must be a whole number from 1 to ${MAX_PAGE}`)
  }
  return { writer, after, limit }
}

function isWriter(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_WRITER_LENGTH
}

function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
