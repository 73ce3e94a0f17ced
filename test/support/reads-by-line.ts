import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the reads of a record say, counted from the lines of its files: nothing of the product is used. */
export interface ReadsByLine {
  readonly seenThenLost: number
  /** Reads that returned less than had been acknowledged before they were sent, and before they ended. */
  readonly stale: number
  readonly possiblyStale: number
}

interface Header {
  readonly streams: readonly { readonly kind: 'read' | 'write'; readonly writer: string }[]
}
interface FinalReads {
  readonly reads: readonly {
    readonly role: string
    readonly writes: readonly [string, readonly [number, number][]][]
  }[]
}

export function countReadsByLine(record: string): ReadsByLine {
  const [first = '', ...lines] = readFileSync(join(record, 'history.ndjson'), 'utf8').trimEnd().split('\n')
  const { streams } = JSON.parse(first) as Header
  const sent = new Map<string, number>()
  const acknowledged = new Map<string, { readonly seq: number; readonly at: number }[]>()
  const reads: { readonly writer: string; readonly value: number; readonly from: number; readonly to: number }[] = []
  for (const line of lines) {
    const [kind, stream, seq, at, detail, , , value] = JSON.parse(line) as [string, ...(number | undefined)[]]
    const info = streams[stream ?? -1]
    const name = `${stream}/${seq}`
    if (kind === 'i') sent.set(name, detail ?? NaN)
    if (kind !== 'o' || info === undefined || at === undefined || seq === undefined) continue
    const { writer } = info
    if (info.kind === 'read' && typeof value === 'number') {
      reads.push({ writer, value, from: sent.get(name) ?? NaN, to: at })
    }
    // 0 is the code of `ok`.
    if (info.kind === 'write' && detail === 0) {
      acknowledged.set(writer, [...(acknowledged.get(writer) ?? []), { seq, at }])
    }
  }
  const { reads: nodes } = JSON.parse(
    readFileSync(join(record, 'final-reads', 'final-reads.json'), 'utf8'),
  ) as FinalReads
  const held = new Map(nodes.find(({ role }) => role === 'writer')?.writes)
  const isHeld = (writer: string, seq: number): boolean =>
    (held.get(writer) ?? []).some(([lo, hi]) => seq >= lo && seq <= hi)
  const newer = (read: (typeof reads)[number], before: number): boolean =>
    (acknowledged.get(read.writer) ?? []).some(({ seq, at }) => seq > read.value && at < before)
  const gone = reads.filter(({ writer, value }) => value >= 0 && !isHeld(writer, value))
  return {
    // Two streams that read one writer each count what they have seen; in the lab every writer has one reader.
    seenThenLost: new Set(gone.map(({ writer, value }) => `${writer}/${value}`)).size,
    stale: reads.filter((read) => newer(read, read.from)).length,
    possiblyStale: reads.filter((read) => newer(read, read.to)).length,
  }
}
