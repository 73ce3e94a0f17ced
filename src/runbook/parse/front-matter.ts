import type { Root } from 'mdast'
import { LineCounter, isMap, isScalar, parseDocument } from 'yaml'
import { parseDurationMs } from '../../model/duration.ts'
import type { Findings } from '../finding.ts'
import type { FrontMatter, Place, WithoutFault } from '../runbook.ts'

/** The format version that this program reads. */
const VERSION = 1
const REQUIRED = [
  'runbook',
  'title',
  'owner',
  'severity',
  'rto',
  'detect',
  'scenario',
  'alerts',
  'without_fault',
] as const
const OPTIONAL = ['rpo', 'review_by'] as const
type Key = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number]

interface Value extends Place {
  readonly value: unknown
}
type Values = ReadonlyMap<string, Value>

/** Reads the head of the file; undefined when it cannot be used. */
export function parseFrontMatter(root: Root, findings: Findings): FrontMatter | undefined {
  const [head] = root.children
  if (head?.type !== 'yaml') {
    findings.error(
      'RB001',
      { line: 1, column: 1 },
      'there is no front matter',
      `Begin the file with --- lines that hold ${REQUIRED.join(', ')}`,
    )
    return undefined
  }
  const values = readValues(head.value, findings)
  return values === undefined ? undefined : checked(values, findings)
}

function readValues(text: string, findings: Findings): Values | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    // The first line of the file is the fence.
    return { line: line + 1, column: col }
  }
  for (const { pos, message } of document.errors) {
    const [first = ''] = message.split('\n')
    findings.error('RB001', place(pos[0]), `the front matter is not YAML: ${first}`, 'Write one `key: value` a line')
  }
  if (document.errors.length > 0) return undefined
  if (!isMap(document.contents)) {
    findings.error('RB001', { line: 2, column: 1 }, 'the front matter is not a map', 'Write one `key: value` a line')
    return undefined
  }
  const values = new Map<string, Value>()
  for (const { key, value } of document.contents.items) {
    if (!isScalar(key)) continue
    const at = place(key.range?.[0] ?? 0)
    // An alias can stand for more than memory holds: what a head needs is plain.
    const plain: unknown = isScalar(value) ? value.value : toPlain(value)
    values.set(String(key.value), { value: plain, ...at })
  }
  return values
}

function toPlain(node: unknown): unknown {
  const items = (node as { items?: readonly unknown[] } | null)?.items
  if (items === undefined) return undefined
  return items.map((item) => (isScalar(item) ? item.value : undefined))
}

function checked(values: Values, findings: Findings): FrontMatter | undefined {
  const before = findings.list.length
  for (const key of REQUIRED) {
    if (values.has(key)) continue
    findings.error('RB002', { line: 1, column: 1 }, `the front matter has no '${key}'`, `Add a line '${key}: ...'`)
  }
  const known: readonly string[] = [...REQUIRED, ...OPTIONAL]
  for (const [key, place] of values) {
    if (known.includes(key)) continue
    findings.error('RB003', place, `the front matter knows no '${key}'`, `Known keys: ${known.join(', ')}`)
  }
  const reader = new Reader(values, findings)
  reader.oneOf('runbook', [VERSION])
  const rpoMs = reader.duration('rpo')
  const reviewBy = reader.date('review_by')
  const head = {
    title: reader.text('title'),
    owner: reader.text('owner'),
    severity: reader.oneOf('severity', [1, 2, 3, 4]),
    rtoMs: reader.duration('rto') ?? 0,
    detectMs: reader.duration('detect') ?? 0,
    scenario: reader.text('scenario'),
    alerts: reader.names('alerts'),
    withoutFault: reader.withoutFault('without_fault'),
    ...(rpoMs === undefined ? {} : { rpoMs }),
    ...(reviewBy === undefined ? {} : { reviewBy }),
  }
  return findings.list.length === before ? head : undefined
}

/** Takes values of one kind each; what is wrong becomes a finding, and a harmless value is returned in its place. */
class Reader {
  readonly #values: Values
  readonly #findings: Findings

  constructor(values: Values, findings: Findings) {
    this.#values = values
    this.#findings = findings
  }

  text(key: Key): string {
    return this.#take(key, '', 'is empty or not text', 'Write text', (value) =>
      typeof value === 'string' && value.trim() !== '' ? value : undefined,
    )
  }

  oneOf(key: Key, allowed: readonly number[]): number {
    return this.#take(key, 0, 'is not known', `Write one of ${allowed.join(', ')}`, (value) =>
      allowed.find((candidate) => candidate === value),
    )
  }

  duration(key: Key): number | undefined {
    return this.#take(key, undefined, 'is not a duration', 'Write a number and ms, s, m or h: 15m', (value) =>
      typeof value === 'string' ? parseDurationMs(value) : undefined,
    )
  }

  date(key: Key): string | undefined {
    return this.#take(key, undefined, 'is not a date', 'Write it as 2026-12-31', (value) =>
      typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
        ? value
        : undefined,
    )
  }

  names(key: Key): readonly string[] {
    return this.#take(key, [], 'is not a list of names', 'Write [FirstAlert, SecondAlert], or []', (value) =>
      Array.isArray(value) && value.every((name) => typeof name === 'string') ? value : undefined,
    )
  }

  withoutFault(key: Key): WithoutFault {
    const remedy = 'Write `stop at 1.1` (step and check), or `none` for a planned procedure'
    return this.#take(key, 'none', 'names no check', remedy, (value) => {
      if (value === 'none') return 'none'
      const match = typeof value === 'string' ? /^stop at (\d{1,3})\.(\d{1,3})$/.exec(value) : null
      return match === null ? undefined : { step: Number(match[1]), check: Number(match[2]) }
    })
  }

  #take<T>(key: Key, otherwise: T, message: string, remedy: string, read: (value: unknown) => T | undefined): T {
    const found = this.#values.get(key)
    if (found === undefined) return otherwise
    const value = read(found.value)
    if (value !== undefined) return value
    this.#findings.error('RB002', found, `'${key}' ${message} (found ${JSON.stringify(found.value)})`, remedy)
    return otherwise
  }
}
