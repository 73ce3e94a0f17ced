import type { Interval } from '../model/interval.ts'
import { NOTHING_FOUND, type OperationTable, type StreamInfo } from '../model/operation.ts'
import { Bitset } from './bitset.ts'
import type { Present } from './final-read.ts'
import { ACKNOWLEDGED, acknowledgedAt, type WriterLedger } from './write-ledger.ts'

/** What the values that reads returned say. `null`: no read recorded one. */
export interface ReadFindings {
  /** Values that a read returned and that are gone; null also without an authoritative final read. */
  readonly seenThenLost: number | null
  /** Reads that returned a write which nobody had attempted. */
  readonly corrupt: number | null
  /** How many reads were stale: surely, and possibly. */
  readonly staleReads: Interval
  /** How old the worst value of a read was that was surely stale, nanoseconds: surely, and at most; unknown when there was none. */
  readonly stalenessNs: Interval
}

const NOT_RECORDED: ReadFindings = {
  seenThenLost: null,
  corrupt: null,
  staleReads: { lo: null, hi: null },
  stalenessNs: { lo: null, hi: null },
}

/** Holds every value that a read returned against what was acknowledged before, and against the final read. */
export function readFindings(
  table: OperationTable,
  streams: readonly StreamInfo[],
  ledgers: readonly WriterLedger[],
  present: Present | undefined,
): ReadFindings {
  const { value } = table
  if (value === undefined) return NOT_RECORDED
  const readers = streams.map(({ kind, writer }) => {
    const ledger = kind === 'read' ? ledgers.find((each) => each.writer === writer) : undefined
    return ledger === undefined ? undefined : { ledger, newer: newerThan(ledger), seen: new Bitset() }
  })
  let [seenThenLost, corrupt, surely, possibly] = [0, 0, 0, 0]
  let worst: Interval = { lo: null, hi: null }
  for (let row = 0; row < table.length; row++) {
    const reader = readers[table.stream[row] ?? 0]
    const seq = value[row] ?? NaN
    if (reader === undefined || Number.isNaN(seq)) continue
    const { ledger, newer, seen } = reader
    const sent = table.sentNs[row] ?? NaN
    const completed = table.completedNs[row] ?? NaN
    if (seq !== NOTHING_FOUND) {
      // Corrupt: a value that nobody had begun to write when the read ended.
      const attempted =
        (ledger.outcome[seq] ?? 0) !== 0 && (ledger.sentNs[seq] ?? NaN) - ledger.clockErrorNs <= completed
      if (!attempted) corrupt++
      // Seen then lost: a read returned it, and the final read lacks it. Each value counts once for each reader.
      else if (!seen.add(seq) && present?.byWriter.get(ledger.writer)?.has(seq) !== true) seenThenLost++
    }
    // Stale: a newer write had been acknowledged before the read was sent. One that was acknowledged while the read was
    // under way may have come too late for it: only possibly stale.
    const { acknowledgedNs, sentNs } = newer.at(seq)
    if (acknowledgedNs < sent) {
      surely++
      // Each end by itself: the read that is surely oldest need not be the one that may be oldest.
      worst = { lo: Math.max(worst.lo ?? 0, sent - acknowledgedNs), hi: Math.max(worst.hi ?? 0, completed - sentNs) }
    } else if (acknowledgedNs < completed) possibly++
  }
  return {
    seenThenLost: present === undefined ? null : seenThenLost,
    corrupt,
    staleReads: { lo: surely, hi: surely + possibly },
    stalenessNs: worst,
  }
}

interface Newer {
  /** Of all acknowledged writes that are newer than a seq: the first acknowledgement, and the first sending. */
  at(seq: number): { readonly acknowledgedNs: number; readonly sentNs: number }
}

function newerThan(ledger: WriterLedger): Newer {
  const { outcome, sentNs } = ledger
  const first = new Uint32Array(outcome.length + 1)
  // Read backwards: the earliest acknowledgement among this write and all that follow. The place behind the last: none.
  first[outcome.length] = outcome.length
  const firstSent = new Float64Array(outcome.length + 1).fill(Infinity)
  for (let seq = outcome.length - 1; seq >= 0; seq--) {
    const after = first[seq + 1] ?? outcome.length
    const earlier =
      outcome[seq] === ACKNOWLEDGED &&
      !(after < outcome.length && acknowledgedAt(ledger, after) <= acknowledgedAt(ledger, seq))
    first[seq] = earlier ? seq : after
    const sent = outcome[seq] === ACKNOWLEDGED ? (sentNs[seq] ?? Infinity) : Infinity
    firstSent[seq] = Math.min(firstSent[seq + 1] ?? Infinity, sent)
  }
  return {
    at: (seq) => {
      const from = Math.min(seq + 1, outcome.length)
      const found = first[from] ?? outcome.length
      return {
        acknowledgedNs: found === outcome.length ? Infinity : acknowledgedAt(ledger, found),
        sentNs: (firstSent[from] ?? Infinity) - ledger.clockErrorNs,
      }
    },
  }
}
