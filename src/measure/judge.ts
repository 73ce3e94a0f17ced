import type { DrillEvidence } from '../model/evidence.ts'
import { UNKNOWN, type Interval } from '../model/interval.ts'
import type { Judgement } from '../model/judgement.ts'
import type { ObjectiveResult, Reason } from '../model/verdict.ts'
import { assumptionsOf } from './assumptions.ts'
import { longestUnseenOutage } from './availability.ts'
import { baselineSpan } from './baseline.ts'
import { isAuthoritative, presentIn, writerRead } from './final-read.ts'
import { isJudged } from './judged-streams.ts'
import { countWrites, type Loss } from './loss.ts'
import { judgeRpo, judgeRto } from './objectives.ts'
import { flapsOf, flickered, hadOutage, judgedEpisodes, outageOf, relapsesOf, type StreamOutage } from './outage.ts'
import { indexAt, probesOf } from './probes.ts'
import { reason } from './reason.ts'
import { faultClock, faultInterval, recoveryTimeOf, slowest, widthOf } from './recovery-time.ts'
import { rpaSeconds } from './recovery-point.ts'
import { streamMeasurement } from './stream-measurement.ts'
import { inMs, msToNs, nsToMs } from './units.ts'
import { validityChecks } from './validity.ts'
import { giveVerdict } from './verdict.ts'

/**
 * Judges a drill. Pure: the same evidence gives the same judgement on another machine, years later.
 *
 * 1. Each stream by itself: baseline, episodes, outage, with the edges as intervals.
 * 2. The instant of the fault, from the injection that starts the clock and from its first effect.
 * 3. RTA and downtime on the slowest judged stream.
 * 4. Writes held against the final read of the writer: loss and recovery point.
 * 5. Validity: the conditions without which nothing may be concluded.
 * 6. The objectives, and the verdict: validity first; but proven loss beyond the objective always fails.
 */
export function judge(evidence: DrillEvidence): Judgement {
  const { config, injections, streams, operations, objectives } = evidence
  const withinNs = msToNs(config.goodWithinMs)
  const clock = faultClock(evidence)
  const unmarked = evidence.observation !== undefined && clock === undefined
  const firstAsked = [...injections, ...(clock === undefined ? [] : [clock])].flatMap(({ askedNs }) =>
    askedNs === undefined ? [] : [askedNs],
  )
  const baseline = baselineSpan(
    evidence.baseline,
    firstAsked.length > 0 ? Math.min(...firstAsked) : undefined,
    withinNs,
  )

  const outages = streams.map((_, stream) => {
    const probes = probesOf(operations, streams, stream, config.goodWithinMs, evidence.observedUntilNs)
    return outageOf(probes, config, baseline, clock?.askedNs, evidence.blindWindows)
  })
  const judged = outages.filter(({ probes }) => isJudged(probes.info))
  const load = outages.filter(({ probes }) => probes.info.source === 'k6')
  const fault = faultInterval(clock, judged.flatMap(onsetIfAny))

  const timed = judged.filter(hadOutage).map((outage) => ({ outage, time: recoveryTimeOf(outage, fault) }))
  const worst = slowest(timed)
  const time = worst?.time ?? { onset: UNKNOWN, recovery: UNKNOWN, rta: UNKNOWN, downtime: UNKNOWN }
  const width = worst === undefined ? [] : widthOf(worst.outage, fault, unmarked)
  const unseen = worst === undefined ? unseenMs(judged, fault, withinNs) : null

  const { loss, rpa } = lossOf(evidence, judged, fault)

  const validity = validityChecks({ evidence, baseline, judged, load, fault })
  const unmeasured = evidence.canaryPresent
    ? validity.find(({ name }) => name === 'final-read')?.reason
    : reason('rpo-not-measured', 'the environment has no canary to read back')
  const results: ObjectiveResult[] = []
  if (objectives.rtoMs !== undefined) {
    results.push(
      judgeRto({
        targetMs: objectives.rtoMs,
        actualMs:
          worst === undefined
            ? { lo: unseen === null ? null : 0, hi: unseen }
            : inMs(unmarked ? time.downtime : time.rta),
        unmarked,
        hadOutage: worst !== undefined,
        recovered: worst?.outage.recovered ?? judged.every(({ recovered }) => recovered),
        flickered: worst !== undefined && lastFlickered(worst.outage),
        blindNs: worst === undefined ? 0 : (judgedEpisodes(worst.outage)?.last.recovery.blindNs ?? 0),
        width,
      }),
    )
  }
  if (objectives.rpoSeconds !== undefined) results.push(judgeRpo(objectives.rpoSeconds, loss, rpa, unmeasured))
  const given = giveVerdict({
    validity,
    objectives: results,
    failures: failuresOf(loss, judged, config.relapseBudget),
    doubts: doubtsOf(loss),
  })

  const episodes = worst === undefined ? undefined : judgedEpisodes(worst.outage)
  return {
    ...given,
    measurements: {
      fault: inMs(fault),
      onset: inMs(time.onset),
      recovery: inMs(time.recovery),
      firstRecovery: inMs(episodes?.first.recovery.at ?? UNKNOWN),
      rtaMs: inMs(time.rta),
      downtimeMs: inMs(time.downtime),
      rpaSeconds: rpa,
      writes: loss.counts,
      // A history of outcomes does not say how old the value of a read was.
      staleReads: UNKNOWN,
      serviceTimeMs: worst === undefined ? null : nsToMs(worst.outage.serviceTimeNs),
      width: width.map(({ term, ns }) => ({ term, ms: nsToMs(ns) })),
      judgedStream: worst?.outage.probes.info.id ?? null,
      flaps: worst === undefined ? 0 : flapsOf(worst.outage),
      noOutageLongerThanMs: unseen,
    },
    streams: outages.map((outage) => streamMeasurement(outage, fault)),
    validity,
    assumptions: assumptionsOf(evidence, worst?.outage ?? judged[0]),
  }
}

function onsetIfAny(outage: StreamOutage): Interval[] {
  const onset = judgedEpisodes(outage)?.first.onset.at
  return onset === undefined ? [] : [onset]
}

function lastFlickered(outage: StreamOutage): boolean {
  const last = judgedEpisodes(outage)?.last
  return last !== undefined && flickered(last)
}

/** Without an outage on any judged stream: the longest that any of them could have missed. */
function unseenMs(judged: readonly StreamOutage[], { lo }: Interval, withinNs: number): number | null {
  const unseen = judged.map(({ probes }) =>
    longestUnseenOutage(probes, lo === null ? 0 : indexAt(probes, lo), withinNs),
  )
  if (unseen.length === 0) return null
  return unseen.reduce(
    (longest: number | null, ns) => (longest === null || ns === undefined ? null : Math.max(longest, nsToMs(ns))),
    0,
  )
}

/** The writes held against the final read. The recovery point counts back from the onset that the write path saw first. */
function lossOf(
  evidence: DrillEvidence,
  judged: readonly StreamOutage[],
  fault: Interval,
): { readonly loss: Loss; readonly rpa: Interval } {
  const writing = judged.filter(({ probes }) => probes.info.kind === 'write')
  const seen = writing.some(hadOutage) ? writing : judged
  const first = seen
    .flatMap((outage) => judgedEpisodes(outage)?.first.onset ?? [])
    .toSorted((a, b) => (a.at.hi ?? 0) - (b.at.hi ?? 0))[0]
  // Nobody saw an outage: then all that can be said is that one would lie between the fault and the end.
  const onset = first?.at ?? { lo: fault.lo, hi: evidence.observedUntilNs }
  const read = writerRead(evidence.finalReads)
  const loadErrorNs = msToNs(evidence.load?.clockErrorMs ?? 0)
  const loss = countWrites(
    evidence.operations,
    evidence.streams,
    isAuthoritative(read) ? presentIn(read, evidence.streams) : undefined,
    {
      clockErrorNs: evidence.streams.map(({ source }) => (source === 'k6' ? loadErrorNs : 0)),
      lastGoodNs: onset.lo ?? undefined,
      firstBadNs: first?.firstBadNs,
    },
  )
  return { loss, rpa: rpaSeconds(loss, onset) }
}

function failuresOf({ counts }: Loss, judged: readonly StreamOutage[], relapseBudget: number): Reason[] {
  const failures: Reason[] = []
  const { holes, seenThenLost, phantoms } = counts
  if (holes !== null && holes > 0) {
    failures.push(reason('writes-holed', `${holes} lost writes are older than a write that survived`))
  }
  if (seenThenLost !== null && seenThenLost > 0) {
    failures.push(reason('seen-then-lost', `${seenThenLost} values that a read had returned are gone`))
  }
  if (phantoms !== null && phantoms > 0) {
    failures.push(reason('phantom-writes', `the final read holds ${phantoms} writes that nobody attempted`))
  }
  const relapses = Math.max(0, ...judged.map(relapsesOf))
  if (relapses > relapseBudget) {
    const text = `the service failed again ${relapses} times after it had recovered, ${relapseBudget} are allowed`
    failures.push(reason('relapsed', text))
  }
  return failures
}

function doubtsOf({ counts: { abortedButApplied } }: Loss): Reason[] {
  if (abortedButApplied === null || abortedButApplied === 0) return []
  const text = `${abortedButApplied} writes that were classified as failed are in the final read: the classification is wrong`
  return [reason('aborted-but-applied', text)]
}
