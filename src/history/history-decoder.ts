import type { Span } from '../model/interval.ts'
import type { LoopDelay } from '../model/noise.ts'
import { OUTCOMES } from '../model/operation.ts'
import { HistoryFormatError, NO_OUTCOME, READABLE_VERSIONS, type History, type HistoryHeader } from './format.ts'
import { OperationTableBuilder } from './operation-table-builder.ts'

const LINE_FEED = 0x0a
/** How many numbers follow the kind of a line. */
const NUMBERS: Readonly<Record<string, number>> = { i: 4, o: 4, s: 3, b: 2, l: 2, e: 1 }

/** Turns the bytes of a history file into a growing table, whatever pieces they come in. */
export class HistoryDecoder {
  readonly #path: string
  #header: HistoryHeader | undefined
  readonly #table = new OperationTableBuilder()
  readonly #blindWindows: Span[] = []
  readonly #loopDelays: LoopDelay[] = []
  #endedAtNs: number | undefined
  /** By stream: the row of each seq, plus one. Sequence numbers are dense, so this is an array and not a map. */
  readonly #rows: number[][] = []
  #pending: Buffer = Buffer.alloc(0)
  #line = 0

  constructor(path: string) {
    this.#path = path
  }

  /** @throws HistoryFormatError when a whole line is not what the format says */
  push(bytes: Buffer): void {
    const all = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    const end = all.lastIndexOf(LINE_FEED) + 1
    // A copy, because the caller may use its buffer again.
    this.#pending = Buffer.from(all.subarray(end))
    if (end === 0) return
    for (const line of all.toString('utf8', 0, end - 1).split('\n')) this.#decode(line)
  }

  /** What has been read so far; undefined until the header is there. */
  history(): History | undefined {
    if (this.#header === undefined) return undefined
    return {
      header: this.#header,
      table: this.#table.build(),
      blindWindows: [...this.#blindWindows],
      loopDelays: [...this.#loopDelays],
      ...(this.#endedAtNs === undefined ? {} : { endedAtNs: this.#endedAtNs }),
      truncated: this.#pending.length > 0,
    }
  }

  #decode(text: string): void {
    this.#line++
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (cause) {
      throw new HistoryFormatError(this.#path, this.#line, `not JSON: ${excerpt(text)}`, { cause })
    }
    if (this.#header === undefined) this.#header = this.#headerOf(value)
    else this.#record(value, text)
  }

  #headerOf(value: unknown): HistoryHeader {
    const header = value as Partial<HistoryHeader> | null
    const found = JSON.stringify(value)
    if (typeof header !== 'object' || header?.blackstart !== 'history') {
      throw new HistoryFormatError(this.#path, this.#line, `not the header of a history: ${excerpt(found)}`)
    }
    if (!READABLE_VERSIONS.some((version) => version === header.version)) {
      throw new HistoryFormatError(
        this.#path,
        this.#line,
        `version ${String(header.version)} of the format; this Blackstart reads versions ${READABLE_VERSIONS.join(', ')}`,
      )
    }
    if (header.origin === undefined || !Array.isArray(header.streams)) {
      throw new HistoryFormatError(this.#path, this.#line, `header without origin or streams: ${excerpt(found)}`)
    }
    for (let stream = 0; stream < header.streams.length; stream++) this.#rows.push([])
    return header as HistoryHeader
  }

  #record(value: unknown, text: string): void {
    const wrong = (message: string): HistoryFormatError =>
      new HistoryFormatError(this.#path, this.#line, `${message}: ${excerpt(text)}`)
    const [kind, ...fields] = Array.isArray(value) ? (value as unknown[]) : []
    const arity = NUMBERS[String(kind)]
    if (arity === undefined) throw wrong('no such kind of line')
    const numbers = fields.slice(0, arity).filter((field) => typeof field === 'number')
    if (numbers.length < arity) throw wrong(`not ${arity} numbers behind the kind`)
    const [a = NaN, b = NaN, c = NaN, d = NaN] = numbers
    switch (kind) {
      case 'i':
      case 's': {
        const rows = this.#rows[a]
        if (rows === undefined) throw wrong('no such stream in the header')
        const sent = kind === 'i'
        rows[b] =
          this.#table.append({
            stream: a,
            seq: b,
            scheduledNs: c,
            sentNs: sent ? d : NaN,
            completedNs: NaN,
            // An intent counts as indeterminate until its outcome is read: the writer may have died in between.
            outcome: sent ? 'info' : 'shed',
            errorClass: sent ? NO_OUTCOME : '',
            servedBy: '',
          }) + 1
        return
      }
      case 'o': {
        const row = this.#rows[a]?.[b]
        if (row === undefined) throw wrong('an outcome without its intent')
        const outcome = OUTCOMES[d]
        if (outcome === undefined) throw wrong('no such outcome')
        this.#table.setOutcome(row - 1, c, outcome, label(fields[4]), label(fields[5]))
        const [value, database] = [fields[6], fields[7]]
        if (typeof value === 'number') this.#table.setValue(row - 1, value)
        if (typeof database === 'string' && database !== '') this.#table.setDatabase(row - 1, database)
        return
      }
      case 'b':
        this.#blindWindows.push({ fromNs: a, toNs: b })
        return
      case 'l':
        this.#loopDelays.push({ atNs: a, maxNs: b })
        return
      case 'e':
        this.#endedAtNs = a
    }
  }
}

function label(field: unknown): string {
  return typeof field === 'string' ? field : ''
}

function excerpt(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}… (truncated)` : text
}
