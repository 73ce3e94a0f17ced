import type { DrillEvidence } from '../model/evidence.ts'
import { UNKNOWN, type Interval } from '../model/interval.ts'
import type { Judgement } from '../model/judgement.ts'
import type { ObjectiveResult } from '../model/verdict.ts'
import { assumptionsOf } from './assumptions.ts'
import { longestUnseenOutage } from './availability.ts'
import { baselineSpan } from './baseline.ts'
import { judgeFurther } from './bounds.ts'
import { debriefIn } from './debrief.ts'
import { doubtsOf, failuresOf } from './failures.ts'
import { furtherInMs, furtherMeasurements } from './further.ts'
import { isJudged } from './judged-streams.ts'
import { ladderOf } from './ladder.ts'
import { lagWitnesses } from './lag-witnesses.ts'
import { noiseOf } from './noise.ts'
import { judgeRpo, judgeRto } from './objectives.ts'
import { asOneOutage } from './one-outage.ts'
import { flapsOf, flickered, hadOutage, judgedEpisodes, outageOf, type StreamOutage } from './outage.ts'
import { creditedMs, decisionSkipped, lossWithCredit, withCredit } from './people.ts'
import { indexAt, probesOf } from './probes.ts'
import { reason } from './reason.ts'
import { endless, faultClock, faultInterval, NO_OUTAGE, recoveryTimeOf, slowest, widthOf } from './recovery-time.ts'
import { streamMeasurement } from './stream-measurement.ts'
import { inMs, msToNs, nsToMs } from './units.ts'
import { validityChecks } from './validity.ts'
import { giveVerdict } from './verdict.ts'
import { whereTheTimeWent } from './where-the-time-went.ts'
import { writeLossOf } from './write-loss.ts'

/**
 * Judges a drill. Pure: the same evidence gives the same judgement on another machine, years later.
 *
 * 1. Each stream by itself: baseline, episodes, outage, with the edges as intervals; together the judged ones tell one
 *    outage from later failures.
 * 2. The instant of the fault, from the injection that starts the clock and from its first effect.
 * 3. RTA and downtime on the slowest judged stream.
 * 4. Writes held against the final read of the writer, and reads against the writes: loss and recovery point.
 *    Beside them what only explains: further times, the ladder, where the time went, the noise of the machine.
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

  const alone = streams.map((_, stream) => {
    const probes = probesOf(operations, streams, stream, config.goodWithinMs, evidence.observedUntilNs)
    return outageOf(probes, config, baseline, clock?.askedNs, evidence.blindWindows)
  })
  const judged = asOneOutage(
    alone.filter(({ probes }) => isJudged(probes.info)),
    config,
  )
  const outages = alone.map((outage) => judged.find(({ probes }) => probes === outage.probes) ?? outage)
  const load = outages.filter(({ probes }) => probes.info.source === 'k6')
  const fault = faultInterval(clock, judged.flatMap(onsetIfAny))

  const timed = judged.filter(hadOutage).map((outage) => ({ outage, time: recoveryTimeOf(outage, fault) }))
  const worst = slowest(timed)
  // One stream that is not proven to be up again, and nobody can say when the service was back.
  const unproven = judged.filter(({ recovered }) => !recovered).map(({ probes }) => probes.info.id)
  const time = worst === undefined ? NO_OUTAGE : unproven.length > 0 ? endless(worst.time) : worst.time
  const width = worst === undefined ? [] : widthOf(worst.outage, fault, unmarked)
  // Before the fault that starts the clock there was nothing to recover from; an observation has no other clock.
  const unseen = worst === undefined && (clock !== undefined || unmarked) ? unseenMs(judged, fault, withinNs) : null

  const written = writeLossOf(evidence, judged, fault)
  const further = furtherInMs(furtherMeasurements(evidence, baseline, judged, load, fault))
  const people = evidence.people ?? []
  const detected = further.timeToDetectMs.hi !== null
  const credited = creditedMs(people, detected)

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
            : withCredit(inMs(unmarked ? time.downtime : time.rta), credited),
        unmarked,
        hadOutage: worst !== undefined,
        unproven,
        flickered: worst !== undefined && lastFlickered(worst.outage),
        blindNs: worst === undefined ? 0 : (judgedEpisodes(worst.outage)?.last.recovery.blindNs ?? 0),
        width,
      }),
    )
  }
  if (objectives.rpoSeconds !== undefined) {
    // Where acknowledgements went on after the onset and were lost, only the cut-over bounds the loss.
    const { rpaSeconds: rpa, lossWindowSeconds: window, cutOver } = written
    const actual = rpa.hi === null && window.hi !== null ? lossWithCredit(window, people, cutOver, detected) : rpa
    const skipped = decisionSkipped(people, operations, streams)
    results.push(judgeRpo(objectives.rpoSeconds, written.loss, actual, unmeasured, skipped))
  }
  results.push(...judgeFurther(objectives, further))
  const { failures, expected } = failuresOf(written.counts, judged, config.relapseBudget, evidence.expects)
  const given = giveVerdict({
    validity,
    objectives: results,
    failures,
    doubts: doubtsOf(written.counts),
  })

  const measuredStreams = outages.map((outage) => streamMeasurement(outage, fault))
  const ladder = ladderOf(outages)
  const episodes = worst === undefined ? undefined : judgedEpisodes(worst.outage)
  const debrief = debriefIn(evidence, { fault: inMs(fault), recovery: inMs(time.recovery) })
  return {
    ...given,
    ...(debrief === undefined ? {} : { debrief }),
    measurements: {
      fault: inMs(fault),
      onset: inMs(time.onset),
      recovery: inMs(time.recovery),
      firstRecovery: inMs(episodes?.first.recovery.at ?? UNKNOWN),
      rtaMs: inMs(time.rta),
      downtimeMs: inMs(time.downtime),
      rpaSeconds: written.rpaSeconds,
      lossWindowSeconds: written.lossWindowSeconds,
      writes: written.counts,
      staleReads: written.staleReads,
      stalenessMs: inMs(written.stalenessNs),
      creditedMs: credited,
      ...further,
      serviceTimeMs: worst === undefined ? null : nsToMs(worst.outage.serviceTimeNs),
      width: width.map(({ term, ns }) => ({ term, ms: nsToMs(ns) })),
      judgedStream: worst?.outage.probes.info.id ?? null,
      flaps: worst === undefined ? 0 : flapsOf(worst.outage),
      noOutageLongerThanMs: unseen,
    },
    streams: measuredStreams,
    validity,
    expected,
    legs: whereTheTimeWent(fault, time.recovery, evidence.events ?? [], ladder),
    ladder,
    // Another region's replica takes over where this one is cut off, and nowhere else.
    witnesses: lagWitnesses(
      evidence.events ?? [],
      fault,
      written.rpaSeconds,
      injections.some(({ startsClock, fault: { kind } }) => startsClock && kind === 'region.isolate'),
    ),
    noise: noiseOf(evidence, measuredStreams),
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
