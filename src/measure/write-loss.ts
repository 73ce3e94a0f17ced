import type { DrillEvidence } from '../model/evidence.ts'
import { UNKNOWN, type Interval } from '../model/interval.ts'
import type { WriteCounts } from '../model/judgement.ts'
import { isAuthoritative, presentIn, writerRead } from './final-read.ts'
import { countWrites, type Loss } from './loss.ts'
import { cutOverOf, lossWindowSeconds } from './loss-window.ts'
import { hadOutage, judgedEpisodes, type StreamOutage } from './outage.ts'
import { readFindings } from './reads.ts'
import { rpaSeconds } from './recovery-point.ts'
import { msToNs } from './units.ts'
import { ledgersOf } from './write-ledger.ts'
import { wrongEchoes, zombieAcknowledgements } from './acknowledgements.ts'

/** What became of the writes of a drill. */
export interface WriteLoss {
  readonly loss: Loss
  readonly counts: WriteCounts
  readonly rpaSeconds: Interval
  /** Unknown where nothing was lost, and where no control plane told of a cut-over. */
  readonly lossWindowSeconds: Interval
  /** When another system took over, nanoseconds. */
  readonly cutOver: Interval
  readonly staleReads: Interval
  readonly stalenessNs: Interval
}

/**
 * Holds the writes against the final read, and the reads against the writes. The recovery point counts back from the
 * onset that the write path saw first.
 */
export function writeLossOf(evidence: DrillEvidence, judged: readonly StreamOutage[], fault: Interval): WriteLoss {
  const { operations, streams, finalReads, events = [] } = evidence
  const cutOver = cutOverOf(events, fault)
  const writing = judged.filter(({ probes }) => probes.info.kind === 'write')
  const seen = writing.some(hadOutage) ? writing : judged
  const first = seen
    .flatMap((outage) => judgedEpisodes(outage)?.first.onset ?? [])
    .toSorted((a, b) => (a.at.hi ?? 0) - (b.at.hi ?? 0))[0]
  // Nobody saw an outage: then all that can be said is that one would lie between the fault and the end.
  const onset = first?.at ?? { lo: fault.lo, hi: evidence.observedUntilNs }
  const loadErrorNs = msToNs(evidence.load?.clockErrorMs ?? 0)
  const ledgers = ledgersOf(
    operations,
    streams,
    streams.map(({ source }) => (source === 'k6' ? loadErrorNs : 0)),
  )
  const read = writerRead(finalReads)
  const present = isAuthoritative(read) ? presentIn(read, streams) : undefined
  const loss = countWrites(ledgers, present, { lastGoodNs: onset.lo ?? undefined, firstBadNs: first?.firstBadNs })
  const { seenThenLost, corrupt, staleReads, stalenessNs } = readFindings(operations, streams, ledgers, present)
  return {
    loss,
    counts: {
      ...loss.counts,
      seenThenLost,
      corrupt: corrupt === null ? null : corrupt + wrongEchoes(operations),
      zombies: zombieAcknowledgements(operations, streams),
    },
    rpaSeconds: rpaSeconds(loss, onset),
    lossWindowSeconds: cutOver === undefined ? UNKNOWN : lossWindowSeconds(loss, cutOver),
    cutOver: cutOver ?? UNKNOWN,
    staleReads,
    stalenessNs,
  }
}
