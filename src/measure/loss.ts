import type { WriteCounts } from '../model/judgement.ts'
import { OUTCOMES, type OperationTable, type StreamInfo } from '../model/operation.ts'
import { Bitset } from './bitset.ts'
import type { Present } from './final-read.ts'
import { OldestLost } from './oldest-lost.ts'

const OK = OUTCOMES.indexOf('ok')
const FAIL = OUTCOMES.indexOf('fail')
const SHED = OUTCOMES.indexOf('shed')

/** The columns that the checker reads. */
export type WriteColumns = Pick<OperationTable, 'length' | 'stream' | 'seq' | 'outcome' | 'sentNs' | 'completedNs'>

/** What became of the writes, and the instants that the recovery point is read from. Nanoseconds. */
export interface Loss {
  readonly counts: WriteCounts
  /** Completion of the oldest lost acknowledgement, at the latest; undefined when nothing was lost. */
  readonly oldestLostNs: number | undefined
  /** Sending of the newest lost write. */
  readonly newestLostNs: number | undefined
  /** Latest sending of an acknowledged survivor that was sent before the oldest lost acknowledgement completed. */
  readonly newestKeptNs: number | undefined
}

export interface LossOptions {
  /** By stream: by how much its times may be off (k6's clock is not ours), in nanoseconds. */
  readonly clockErrorNs: readonly number[]
  /** L and F1 of the outage: sending of the last good probe before it and of the first bad one; undefined when there was none. */
  readonly lastGoodNs: number | undefined
  readonly firstBadNs: number | undefined
}

/**
 * Counts the writes of a drill: T attempted, K acknowledged, N definitely failed, I indeterminate, held against G, the
 * final read. Passes over typed columns and one bit for each write; nothing is allocated by the row.
 *
 * @param present - undefined when there is no authoritative final read: then nothing is said about loss, never 0
 */
export function countWrites(
  table: WriteColumns,
  streams: readonly StreamInfo[],
  present: Present | undefined,
  options: LossOptions,
): Loss {
  const isWrite = streams.map(({ kind }) => kind === 'write')
  const attemptedSets = new Map(streams.map(({ writer }) => [writer, new Bitset()]))
  const attemptedBy = streams.map(({ writer }) => attemptedSets.get(writer) ?? new Bitset())
  const oldest = new OldestLost()
  let [attempted, acknowledged, failed, lost, applied, survived, vanished] = [0, 0, 0, 0, 0, 0, 0]
  let oldestLostNs = Infinity
  let newestLostNs = -Infinity
  for (let row = 0; row < table.length; row++) {
    const stream = table.stream[row] ?? 0
    const outcome = table.outcome[row] ?? SHED
    // A shed write was never sent.
    if (isWrite[stream] !== true || outcome === SHED) continue
    const seq = table.seq[row] ?? 0
    attempted++
    attemptedBy[stream]?.add(seq)
    if (outcome === OK) acknowledged++
    if (outcome === FAIL) failed++
    if (present === undefined) continue
    const there = present.byStream[stream]?.has(seq) === true
    if (outcome === OK) {
      // Lost: acknowledged, absent from the final read (K \ G).
      if (there) continue
      lost++
      const completed = (table.completedNs[row] ?? NaN) + (options.clockErrorNs[stream] ?? 0)
      const sent = (table.sentNs[row] ?? NaN) + (options.clockErrorNs[stream] ?? 0)
      if (completed < oldestLostNs) oldestLostNs = completed
      if (sent > newestLostNs) newestLostNs = sent
      oldest.offer(completed, stream, seq)
    } else if (outcome === FAIL) {
      // Aborted but applied: classified as without effect, and yet there (N ∩ G).
      if (there) applied++
    } else if (there) {
      // Indeterminate: timed out, reset, answered nonsense; it may be there or not (I ∩ G, I \ G).
      survived++
    } else vanished++
  }
  const anyLost = lost > 0
  const kept = present === undefined ? undefined : survivors(table, isWrite, present, oldestLostNs, options)
  // Phantom: in the final read, never attempted (G \ T). Only of our own writers: others may write there too.
  let phantoms = 0
  if (present !== undefined) {
    const writers = new Map(streams.map(({ writer }, stream) => [writer, stream]))
    for (const stream of writers.values()) {
      phantoms += present.byStream[stream]?.countWithout(attemptedBy[stream] ?? new Bitset()) ?? 0
    }
  }
  const measured = <T>(count: T): T | null => (present === undefined ? null : count)
  const lostIds = oldest.ids().map(({ stream, seq }) => ({ writer: streams[stream]?.writer ?? '', seq }))
  return {
    counts: {
      attempted,
      acknowledged,
      failed,
      indeterminate: attempted - acknowledged - failed,
      lost: measured(lost),
      lostPessimistic: measured(lost + vanished),
      indeterminateSurvived: measured(survived),
      indeterminateVanished: measured(vanished),
      holes: measured(
        anyLost && kept !== undefined ? countHoles(table, isWrite, present, kept.newestBeforeOnsetNs, options) : 0,
      ),
      // A history of outcomes does not say which value a read returned.
      seenThenLost: null,
      phantoms: measured(phantoms),
      abortedButApplied: measured(applied),
      duplicates: measured(present?.duplicates ?? 0),
      lostIds,
      truncated: lost > lostIds.length,
    },
    oldestLostNs: anyLost ? oldestLostNs : undefined,
    newestLostNs: anyLost ? newestLostNs : undefined,
    newestKeptNs: kept?.newestKeptNs,
  }
}

/** Survivors: acknowledged and in the final read (K ∩ G). */
function survivors(
  table: WriteColumns,
  isWrite: readonly boolean[],
  present: Present,
  oldestLostNs: number,
  { clockErrorNs, lastGoodNs, firstBadNs }: LossOptions,
): { readonly newestKeptNs: number | undefined; readonly newestBeforeOnsetNs: number } {
  // Nothing lost: what was sent before the outage began is the point up to which all is there.
  const sentBefore = Math.min(oldestLostNs, firstBadNs ?? Infinity)
  const acknowledgedBefore = lastGoodNs ?? Infinity
  let newestKept = -Infinity
  let newestBeforeOnset = -Infinity
  for (let row = 0; row < table.length; row++) {
    const stream = table.stream[row] ?? 0
    if (table.outcome[row] !== OK || isWrite[stream] !== true) continue
    if (present.byStream[stream]?.has(table.seq[row] ?? 0) !== true) continue
    const error = clockErrorNs[stream] ?? 0
    const sent = (table.sentNs[row] ?? NaN) - error
    if (sent + 2 * error < sentBefore && sent > newestKept) newestKept = sent
    if ((table.completedNs[row] ?? NaN) + error <= acknowledgedBefore && sent > newestBeforeOnset)
      newestBeforeOnset = sent
  }
  return {
    newestKeptNs: newestKept === -Infinity ? undefined : newestKept,
    newestBeforeOnsetNs: newestBeforeOnset,
  }
}

/**
 * Holes: lost writes whose acknowledgement completed before a survivor was sent that was itself acknowledged before the
 * onset. A standby that is merely behind loses the newest writes and no others; a hole is damage in the middle.
 */
function countHoles(
  table: WriteColumns,
  isWrite: readonly boolean[],
  present: Present | undefined,
  newestBeforeOnsetNs: number,
  { clockErrorNs }: LossOptions,
): number {
  let holes = 0
  for (let row = 0; row < table.length; row++) {
    const stream = table.stream[row] ?? 0
    if (table.outcome[row] !== OK || isWrite[stream] !== true) continue
    if ((table.completedNs[row] ?? NaN) + (clockErrorNs[stream] ?? 0) >= newestBeforeOnsetNs) continue
    if (present?.byStream[stream]?.has(table.seq[row] ?? 0) !== true) holes++
  }
  return holes
}
