import type { Bitset } from './bitset.ts'
import type { Present } from './final-read.ts'
import { OldestLost } from './oldest-lost.ts'
import { ACKNOWLEDGED, acknowledgedAt, FAILED, type WriterLedger } from './write-ledger.ts'

/** Counts that follow from the writes and the final read alone. `null`: there is no authoritative final read. */
export interface LossCounts {
  readonly attempted: number
  readonly acknowledged: number
  readonly failed: number
  readonly indeterminate: number
  readonly lost: number | null
  readonly lostPessimistic: number | null
  readonly indeterminateSurvived: number | null
  readonly indeterminateVanished: number | null
  readonly holes: number | null
  readonly phantoms: number | null
  readonly abortedButApplied: number | null
  readonly duplicates: number | null
  /** The first lost writes, oldest first; `truncated` when there are more. */
  readonly lostIds: readonly { readonly writer: string; readonly seq: number }[]
  readonly truncated: boolean
}

/** What became of the writes, and the instants that the recovery point is read from. Nanoseconds. */
export interface Loss {
  readonly counts: LossCounts
  /** Completion of the oldest lost acknowledgement, at the latest; undefined when nothing was lost. */
  readonly oldestLostNs: number | undefined
  /** Sending of the newest lost write. */
  readonly newestLostNs: number | undefined
  /** Latest sending of an acknowledged survivor that was sent before the oldest lost acknowledgement completed. */
  readonly newestKeptNs: number | undefined
}

export interface LossOptions {
  /** L and F1 of the outage: sending of the last good probe before it and of the first bad one; undefined when there was none. */
  readonly lastGoodNs: number | undefined
  readonly firstBadNs: number | undefined
}

/**
 * Counts the writes of a drill: T attempted, K acknowledged, N definitely failed, I indeterminate, held against G, the
 * final read. Passes over typed columns and one bit for each write; nothing is allocated by the write.
 *
 * @param present - undefined when there is no authoritative final read: then nothing is said about loss, never 0
 */
export function countWrites(
  ledgers: readonly WriterLedger[],
  present: Present | undefined,
  options: LossOptions,
): Loss {
  const tallies = ledgers.map((ledger) => tally(ledger, present?.byWriter.get(ledger.writer)))
  const sum = (count: (tally: Tally) => number): number => tallies.reduce((total, each) => total + count(each), 0)
  const [attempted, acknowledged, failed] = [
    sum((each) => each.attempted),
    sum((each) => each.acknowledged),
    sum((each) => each.failed),
  ]
  const lost = present === undefined ? 0 : sum((each) => each.lost)
  const vanished = sum((each) => each.vanished)
  const oldestLostNs = Math.min(Infinity, ...tallies.map((each) => each.oldestLostNs))
  const oldest = new OldestLost()
  const kept = present === undefined ? undefined : survivors(ledgers, present, oldestLostNs, options)
  let holes = 0
  if (present !== undefined && lost > 0) {
    for (const ledger of ledgers) {
      forEachLost(ledger, present.byWriter.get(ledger.writer), (seq, acknowledgedNs) => {
        oldest.offer(acknowledgedNs, ledger.writer, seq)
        // Hole: a lost write whose acknowledgement completed before a survivor was sent that was itself acknowledged
        // before the onset. A standby that is merely behind loses the newest writes and no others; a hole is damage in
        // the middle.
        if (acknowledgedNs < (kept?.newestBeforeOnsetNs ?? -Infinity)) holes++
      })
    }
  }
  const measured = <T>(count: T): T | null => (present === undefined ? null : count)
  return {
    counts: {
      attempted,
      acknowledged,
      failed,
      indeterminate: attempted - acknowledged - failed,
      lost: measured(lost),
      lostPessimistic: measured(lost + vanished),
      indeterminateSurvived: measured(sum((each) => each.survived)),
      indeterminateVanished: measured(vanished),
      holes: measured(holes),
      // Phantom: in the final read, never attempted (G \ T). Only of our own writers: others may write there too.
      phantoms: measured(sum((each) => each.phantoms)),
      abortedButApplied: measured(sum((each) => each.applied)),
      duplicates: measured(present?.duplicates ?? 0),
      lostIds: oldest.ids().map(({ writer, seq }) => ({ writer, seq })),
      truncated: lost > oldest.ids().length,
    },
    oldestLostNs: lost > 0 ? oldestLostNs : undefined,
    newestLostNs: lost > 0 ? Math.max(...tallies.map((each) => each.newestLostNs)) : undefined,
    newestKeptNs: kept?.newestKeptNs,
  }
}

interface Tally {
  attempted: number
  acknowledged: number
  failed: number
  lost: number
  applied: number
  survived: number
  vanished: number
  phantoms: number
  oldestLostNs: number
  newestLostNs: number
}

function tally(ledger: WriterLedger, there: Bitset | undefined): Tally {
  const { outcome, sentNs, clockErrorNs } = ledger
  let [attempted, acknowledged, failed, lost, applied, survived, vanished] = [0, 0, 0, 0, 0, 0, 0]
  let [oldestLostNs, newestLostNs] = [Infinity, -Infinity]
  for (let seq = 0; seq < outcome.length; seq++) {
    const code = outcome[seq]
    if (code === 0) continue
    attempted++
    const isThere = there?.has(seq) === true
    if (code === ACKNOWLEDGED) {
      acknowledged++
      // Lost: acknowledged, absent from the final read (K \ G).
      if (isThere) continue
      lost++
      oldestLostNs = Math.min(oldestLostNs, acknowledgedAt(ledger, seq))
      newestLostNs = Math.max(newestLostNs, (sentNs[seq] ?? NaN) + clockErrorNs)
    } else if (code === FAILED) {
      failed++
      // Aborted but applied: classified as without effect, and yet there (N ∩ G).
      if (isThere) applied++
    } else if (isThere) {
      // Indeterminate: timed out, reset, answered nonsense; it may be there or not (I ∩ G, I \ G).
      survived++
    } else vanished++
  }
  const phantoms = (there?.size ?? 0) - (acknowledged - lost + applied + survived)
  return {
    attempted,
    acknowledged,
    failed,
    lost,
    applied,
    survived,
    vanished,
    phantoms: there === undefined ? 0 : phantoms,
    oldestLostNs,
    newestLostNs,
  }
}

/** Survivors: acknowledged and in the final read (K ∩ G). */
function survivors(
  ledgers: readonly WriterLedger[],
  present: Present,
  oldestLostNs: number,
  { lastGoodNs, firstBadNs }: LossOptions,
): { readonly newestKeptNs: number | undefined; readonly newestBeforeOnsetNs: number } {
  // Nothing lost: what was sent before the outage began is the point up to which all is there.
  const sentBefore = Math.min(oldestLostNs, firstBadNs ?? Infinity)
  const acknowledgedBefore = lastGoodNs ?? Infinity
  let newestKept = -Infinity
  let newestBeforeOnset = -Infinity
  for (const ledger of ledgers) {
    const { outcome, sentNs, clockErrorNs } = ledger
    const there = present.byWriter.get(ledger.writer)
    // From the newest down: whatever is older than a survivor needs no further question.
    for (let seq = outcome.length - 1; seq >= 0; seq--) {
      const sent = (sentNs[seq] ?? NaN) - clockErrorNs
      // The cheapest question first: millions of writes are asked, and only the newest matter.
      const mayBeKept = sent > newestKept && sent + 2 * clockErrorNs < sentBefore
      const mayBeBefore = sent > newestBeforeOnset && acknowledgedAt(ledger, seq) <= acknowledgedBefore
      if (!mayBeKept && !mayBeBefore) continue
      if (outcome[seq] !== ACKNOWLEDGED || there?.has(seq) !== true) continue
      if (mayBeKept) newestKept = sent
      if (mayBeBefore) newestBeforeOnset = sent
    }
  }
  return {
    newestKeptNs: newestKept === -Infinity ? undefined : newestKept,
    newestBeforeOnsetNs: newestBeforeOnset,
  }
}

function forEachLost(
  ledger: WriterLedger,
  there: Bitset | undefined,
  visit: (seq: number, acknowledgedNs: number) => void,
): void {
  for (let seq = 0; seq < ledger.outcome.length; seq++) {
    if (ledger.outcome[seq] === ACKNOWLEDGED && there?.has(seq) !== true) visit(seq, acknowledgedAt(ledger, seq))
  }
}
