import type { Interval } from '../model/interval.ts'
import type { Stretch } from './episodes.ts'
import { completedAt, isGood, isOk, isShed, nextGood, sentAt, type Probes } from './probes.ts'

/** What widens an edge, nanoseconds. */
export interface Widening {
  /** ℓ*: send lag plus the longest good service time while the service is up. */
  readonly serviceTimeNs: number
  /** k·d: how far background errors can reach. */
  readonly backgroundNs: number
  /** How long the prober was blind in a stretch of history, nanoseconds. */
  readonly blindNs: (fromNs: number, toNs: number) => number
}

/** One edge of an outage. */
export interface Edge {
  readonly at: Interval
  /** A slot that decides was shed or is missing: then the edge is unknown. */
  readonly slotMissing: boolean
  /** By how much the edge was widened because the prober was blind there, nanoseconds. */
  readonly blindNs: number
}

/** Like {@link Edge}, with sF1. */
export interface OnsetEdge extends Edge {
  /** When the first bad probe was sent, nanoseconds. */
  readonly firstBadNs: number
}

/**
 * When an episode began.
 *
 * F1: first bad probe of it; L: last good one before. The onset a ∈ (sL, sF1 + ℓ*]: at sL the service still answered;
 * F1 would have been answered within ℓ* had the outage not begun.
 * Background errors may be the first bad probes, so the late side moves out by k·d. In a partial outage the last good
 * probes before F1 may already lie in it, so the early side moves out too. A prober that stood still can make a good
 * answer look late, so the late side moves out by the blind time as well; for what was not sent meanwhile, sL and sF1
 * are the true times of sending.
 */
export function onsetOf(probes: Probes, stretch: Stretch, widening: Widening): OnsetEdge {
  const lastGood = stretch.first - 1
  let f1 = stretch.surelyBegun
  while (f1 < stretch.last && (isShed(probes, f1) || isGood(probes, f1))) f1++
  const lo = lastGood < 0 ? null : hiddenFrom(probes, lastGood, stretch.hiddenBefore)
  const from = lastGood < 0 ? sentAt(probes, f1) : sentAt(probes, lastGood)
  const blind = widening.blindNs(from, sentAt(probes, f1))
  const hi = sentAt(probes, f1) + widening.serviceTimeNs + widening.backgroundNs + blind
  return {
    at: { lo, hi },
    firstBadNs: sentAt(probes, f1),
    blindNs: blind,
    slotMissing: slotMissing(probes, lastGood, f1),
  }
}

/** Like {@link Edge}, with what makes it as wide as it is. */
export interface RecoveryEdge extends Edge {
  /** Nanoseconds of `at`, by cause; they add up to its width. */
  readonly width: {
    readonly probeInterval: number
    readonly serviceTime: number
    readonly background: number
    readonly blind: number
    readonly partial: number
  }
}

/**
 * When the service was back after an episode.
 *
 * c₁: completion of the first good probe of the run that follows; X: last probe before it that was not ok. The recovery
 * b ∈ (b⁻, c₁], b⁻ = max(c₁ − d − ℓ*, sX): had the service been back earlier, the probe before, sent d earlier, would
 * have been good; and at sX it was not back. Where probes were further apart than d, their true distance counts.
 * X may be a background error after the recovery, so the early side moves out by k·d; the probes before c₁ may only look
 * late because the prober stood still, so it moves out by the blind time as well. c₁ is what it is: the upper end of the
 * recovery time, on which a pass rests, does not move.
 *
 * Where the service flickered, c₁ and X of the same moment would contradict each other (an inverted interval): then b⁻
 * is read after the last certain bad run, and c₁ after the last bad probe close by.
 */
export function recoveryOf(probes: Probes, stretch: Stretch, widening: Widening): RecoveryEdge {
  const d = probes.intervalNs
  const firstGood = nextGood(probes, stretch.last + 1)
  const backAtFirst = nextGood(probes, stretch.surelyStill + 1)
  let early = sentAt(probes, stretch.surelyStill)
  let gap = d
  // Bad probes between the last certain one and the first good one may be background errors: then c₁ proves nothing.
  if (backAtFirst === stretch.surelyStill + 1) {
    const c1 = completedAt(probes, backAtFirst)
    // Not d alone: a shed slot or a blind window before the first good probe leaves more time unobserved.
    gap = Math.max(d, sentAt(probes, backAtFirst) - sentAt(probes, lastSent(probes, backAtFirst - 1)))
    const notOk = (i: number): boolean => !isOk(probes, i) && !isShed(probes, i)
    const lastNotOk = previous(backAtFirst - 1, stretch.surelyBegun, notOk)
    const sX = lastNotOk === undefined ? -Infinity : sentAt(probes, lastNotOk)
    early = Math.max(c1 - gap - widening.serviceTimeNs, sX)
  }
  const blind = widening.blindNs(early, firstGood === undefined ? early : sentAt(probes, firstGood))
  const lo = early - widening.backgroundNs - blind
  const c1 = firstGood === undefined ? undefined : completedAt(probes, firstGood)
  const partial = firstGood === undefined ? 0 : hiddenUntil(probes, firstGood, stretch.hiddenAfter) - (c1 ?? 0)
  const certainWidth = c1 === undefined ? 0 : c1 - early
  return {
    at: { lo, hi: c1 === undefined ? null : c1 + partial },
    blindNs: blind,
    slotMissing: firstGood !== undefined && slotMissing(probes, lastSent(probes, firstGood - 1), firstGood),
    width: {
      probeInterval: Math.min(certainWidth, gap),
      serviceTime: Math.max(0, certainWidth - gap),
      background: widening.backgroundNs,
      blind,
      partial,
    },
  }
}

/**
 * The edges of one episode held against each other: no outage is over before it began. Where background errors or a
 * blind prober make them wide, each by itself may reach beyond the other; where no probe was good before, the outage that
 * was seen lasted at least until the first probe was sent.
 */
export function inOrder(
  onset: OnsetEdge,
  recovery: RecoveryEdge,
  firstSentNs: number,
): { readonly onset: OnsetEdge; readonly recovery: RecoveryEdge } {
  const earliest = onset.at.lo ?? firstSentNs
  const lo = Math.max(recovery.at.lo ?? earliest, earliest)
  const { hi } = recovery.at
  const latest = hi === null ? onset.at.hi : Math.min(onset.at.hi ?? hi, hi)
  return {
    onset: { ...onset, at: { lo: onset.at.lo, hi: latest } },
    recovery: { ...recovery, at: { lo, hi }, width: narrower(recovery.width, lo - (recovery.at.lo ?? lo)) },
  }
}

/** What was cut off the early side is taken from what had moved it out, outermost first. */
function narrower(width: RecoveryEdge['width'], cutNs: number): RecoveryEdge['width'] {
  let rest = cutNs
  const less = (ns: number): number => {
    const taken = Math.min(ns, rest)
    rest -= taken
    return ns - taken
  }
  const [background, blind] = [less(width.background), less(width.blind)]
  const [serviceTime, probeInterval] = [less(width.serviceTime), less(width.probeInterval)]
  return { ...width, background, blind, serviceTime, probeInterval }
}

/**
 * How far back the last k good probes reach, the one at `last` included: k·d before it was sent; further where a prober
 * that stood still sent several of them at once.
 */
function hiddenFrom(probes: Probes, last: number, k: number): number {
  return Math.min(sentAt(probes, last) - k * probes.intervalNs, sentAt(probes, Math.max(0, last - k)))
}

/** How far the k good probes from `first` on reach: k·d after it was answered, or further for the same reason. */
function hiddenUntil(probes: Probes, first: number, k: number): number {
  if (k === 0) return completedAt(probes, first)
  const kth = completedAt(probes, nextGood(probes, Math.min(first + k, probes.length - 1)) ?? first)
  return Math.max(completedAt(probes, first) + k * probes.intervalNs, kth)
}

/** The nearest probe at or before `from` that was really sent; the first one when none was. */
function lastSent(probes: Probes, from: number): number {
  return previous(from, 0, (i) => !isShed(probes, i)) ?? 0
}

function previous(from: number, downTo: number, match: (i: number) => boolean): number | undefined {
  for (let i = from; i >= downTo; i--) if (match(i)) return i
  return undefined
}

/** A slot among [from, to] was shed, or the timetable has a hole there. */
function slotMissing(probes: Probes, from: number, to: number): boolean {
  for (let i = Math.max(0, from); i <= to; i++) {
    if (isShed(probes, i)) return true
    if (i > Math.max(0, from) && (probes.seq[i] ?? 0) - (probes.seq[i - 1] ?? 0) > 1) return true
  }
  return false
}
