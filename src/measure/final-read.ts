import type { FinalRead } from '../model/evidence.ts'
import type { StreamInfo } from '../model/operation.ts'
import { Bitset } from './bitset.ts'

/** G of the surviving writer, ready for questions. */
export interface Present {
  /** What is there of each writer of the streams. */
  readonly byWriter: ReadonlyMap<string, Bitset>
  /** Rows that are there more than once, counted without the first. Of the streams' own writers only. */
  readonly duplicates: number
}

/** The read that loss is judged on. Replicas are read too, but one that was not checked voids nothing. */
export function writerRead(finalReads: readonly FinalRead[]): FinalRead | undefined {
  return finalReads.find(({ role }) => role === 'writer')
}

/** Complete (read to the end, without an error) and quiescent (two equal reads): only then is absence a proof. */
export function isAuthoritative(read: FinalRead | undefined): read is FinalRead {
  return read !== undefined && read.complete && read.quiescent && read.error === undefined
}

/** Turns the final read into bit sets; each writer's once, however many streams refer to it. */
export function presentIn(read: FinalRead, streams: readonly StreamInfo[]): Present {
  const sets = new Map<string, Bitset>()
  let duplicates = 0
  for (const { writer } of streams) {
    if (sets.has(writer)) continue
    const seqs = read.writes.get(writer) ?? new Uint32Array()
    const set = new Bitset(seqs.at(-1))
    // By index: an iterator over ten million is several times slower.
    for (let i = 0; i < seqs.length; i++) if (set.add(seqs[i] ?? 0)) duplicates++
    sets.set(writer, set)
  }
  return { byWriter: sets, duplicates }
}
