import { formatMs } from '../model/duration.ts'
import type { Edge } from './edges.ts'
import type { DrillEvidence, Observation } from '../model/evidence.ts'
import type { Interval, Span } from '../model/interval.ts'
import type { ValidityCheck } from '../model/judgement.ts'
import type { NoiseSample } from '../model/noise.ts'
import type { Reason } from '../model/verdict.ts'
import { writerRead } from './final-read.ts'
import { loadFindings } from './load-validity.ts'
import { hadOutage, judgedEpisodes, type StreamOutage } from './outage.ts'
import { sentAt } from './probes.ts'
import { reason } from './reason.ts'
import { beganBefore } from './recovery-time.ts'
import { unsteadiness } from './steady.ts'
import { inMs, msToNs, nsToMs, overlap } from './units.ts'
import { wallClockSteps, wallClockStepMs } from './wall-clock.ts'
import { disagreements, neverUp } from './witnesses.ts'

/** What the conditions are checked on, beside the evidence itself. */
export interface ValidityInput {
  readonly evidence: DrillEvidence
  /** The steady-state phase, cut before the first injection. */
  readonly baseline: Span | undefined
  readonly judged: readonly StreamOutage[]
  readonly load: readonly StreamOutage[]
  readonly fault: Interval
}

/** The conditions without which nothing may be concluded; one entry for each finding, one for each condition that holds. */
export function validityChecks(input: ValidityInput): ValidityCheck[] {
  const { evidence } = input
  return [
    ...check('steady', 'the service was steady before the fault', steadyFindings(input)),
    ...(evidence.observation === undefined
      ? check('fault', 'every fault was injected and is proven to have taken effect', faultFindings(input))
      : check('fault', faultText(evidence.observation), markFindings(evidence.observation, input))),
    ...check(
      'load',
      evidence.load === undefined ? 'no load was asked for' : 'the load kept its floor and accounts for its requests',
      evidence.load === undefined ? [] : loadFindings(evidence.load, evidence.config),
    ),
    ...check('edges', edgesText(input.judged), edgeFindings(input)),
    ...check('witnesses', 'the load saw no outage that the probe did not', witnessFindings(input)),
    ...check(
      'undo',
      evidence.observation === undefined ? 'every fault is undone and verified' : 'nothing of ours to undo',
      undoFindings(evidence),
    ),
    ...check(
      'final-read',
      evidence.canaryPresent ? 'the final read of the writer is complete and quiet' : 'there is no canary to read',
      evidence.canaryPresent ? finalReadFindings(evidence) : [],
    ),
    ...check('lifecycle', 'the drill ran to its end', evidence.problems),
  ]
}

function check(name: string, text: string, findings: readonly Reason[]): ValidityCheck[] {
  if (findings.length === 0) return [{ name, holds: true, text }]
  return findings.map((finding) => ({ name, holds: false, text: finding.text, reason: finding }))
}

function steadyFindings({ evidence, baseline, judged, fault }: ValidityInput): Reason[] {
  if (baseline === undefined) return [reason('not-steady', 'the drill did not reach its steady state')]
  if (judged.length === 0) return [reason('not-steady', 'no stream is judged: nothing says whether the service was up')]
  return judged.flatMap((outage) => {
    const findings = unsteadiness(outage.probes, evidence.config, baseline)
    const onset = judgedEpisodes(outage)?.first.onset.at
    if (onset !== undefined && beganBefore(onset, fault)) {
      findings.push(reason('already-failing', `${outage.probes.info.id}: the outage began before the fault`))
    }
    return findings
  })
}

function faultFindings({ evidence: { injections }, judged }: ValidityInput): Reason[] {
  if (injections.length === 0) return [reason('no-targets', 'nothing was injected')]
  return injections.flatMap(({ fault, component, error, askedNs, returnedNs, proof }) => {
    const what = `${fault.kind} on ${component}`
    if (error !== undefined) return [reason('injection-failed', `${what}: ${error}`)]
    if (askedNs === undefined || returnedNs === undefined) {
      return [reason('injection-failed', `${what}: the injection never returned`)]
    }
    if (proof === undefined) return [reason('fault-not-proven', `${what}: it was never verified`)]
    if (!proof.holds) return [reason('fault-not-proven', `${what}: ${proof.text}`)]
    if (proof.hearsay !== true || judged.some(hadOutage)) return []
    return [reason('fault-not-proven', `${what}: ${proof.text}; and no outage was seen`)]
  })
}

const NOTHING_BROKEN = 'no outage was seen, and nobody said that anything was broken'

function faultText({ mark }: Observation): string {
  return mark === undefined
    ? 'somebody else broke the system, at a moment that is not known'
    : `somebody else broke the system: ${mark.text}`
}

/**
 * A fault that was not ours is proven by the outage that it caused, or by the command that looked for it. Without a mark
 * and without an outage nothing says that there was one: then no objective was put to the test, whichever it is.
 */
function markFindings({ mark }: Observation, { judged }: ValidityInput): Reason[] {
  if (mark === undefined) return judged.some(hadOutage) ? [] : [reason('no-effect-seen', NOTHING_BROKEN)]
  if (mark.error !== undefined)
    return [reason('injection-failed', `the command that breaks ${mark.error}; whether it broke anything is not known`)]
  if (mark.returnedNs === undefined) return [reason('injection-failed', 'the command that breaks never ended')]
  if (mark.proof !== undefined && !mark.proof.holds) return [reason('fault-not-proven', mark.proof.text)]
  if (mark.proof !== undefined || judged.some(hadOutage)) return []
  return [reason('fault-not-proven', 'no outage was seen, and nothing else shows that there was a fault')]
}

/** A blind window at an edge has widened it and does not void it: so the prober did not quite see that edge. */
function edgesText(judged: readonly StreamOutage[]): string {
  const blindNs = judged.map((outage) => {
    const episodes = judgedEpisodes(outage)
    return episodes === undefined ? 0 : Math.max(episodes.first.onset.blindNs, episodes.last.recovery.blindNs)
  })
  const longest = Math.max(0, ...blindNs)
  return longest === 0
    ? 'the probe saw every edge that was judged'
    : `every slot at the edges that were judged was sent; the prober was blind for ${formatMs(nsToMs(longest))} there, by which they are wider`
}

function edgeFindings({ judged }: ValidityInput): Reason[] {
  return judged.flatMap((outage) => {
    const episodes = judgedEpisodes(outage)
    if (episodes === undefined) return []
    const edges: { readonly name: string; readonly edge: Edge }[] = [{ name: 'onset', edge: episodes.first.onset }]
    if (outage.recovered) edges.push({ name: 'recovery', edge: episodes.last.recovery })
    return edges.flatMap(({ name, edge: { slotMissing } }) =>
      slotMissing
        ? [reason('shed-at-edge', `${outage.probes.info.id}, ${name}: a slot of the timetable was not sent`)]
        : [],
    )
  })
}

function witnessFindings({ evidence, baseline, judged, load }: ValidityInput): Reason[] {
  if (load.length === 0) return []
  const down = baseline === undefined ? [] : neverUp(load, evidence.config)
  if (down.length > 0) return down
  // Times of the load come from the wall clock: after a step they say nothing.
  const stepMs = wallClockStepMs(evidence.origin, evidence.clockAtEnd) ?? stepDuring(load, evidence.noise ?? [])
  if (stepMs !== undefined) {
    return [reason('clock-stepped', `the wall clock moved by ${Math.round(stepMs)} ms, so times of the load are void`)]
  }
  return disagreements(judged, load, msToNs(evidence.load?.clockErrorMs ?? 0))
}

/** A step while the load ran, also one that was taken back before the end, when nothing of it shows any more. */
function stepDuring(load: readonly StreamOutage[], noise: readonly NoiseSample[]): number | undefined {
  const steps = wallClockSteps(noise)
  return load
    .flatMap(({ probes }) => {
      if (probes.length === 0) return []
      const span = inMs({
        lo: sentAt(probes, 0),
        hi: sentAt(probes, probes.length - 1) + msToNs(probes.info.timeoutMs),
      })
      return steps.filter(({ at }) => overlap(at, span)).map(({ ms }) => ms)
    })
    .at(0)
}

function undoFindings({ injections, undo }: DrillEvidence): Reason[] {
  return injections.flatMap(({ injectionId, fault, component }) => {
    const entry = undo.find((candidate) => candidate.injectionId === injectionId)
    if (entry?.undone === true) return []
    const why = entry === undefined ? 'nobody looked' : entry.text
    return [reason('undo-unverified', `${fault.kind} on ${component}: ${why}`)]
  })
}

function finalReadFindings({ finalReads }: DrillEvidence): Reason[] {
  const read = writerRead(finalReads)
  if (read === undefined) return [reason('final-read-missing', 'the writer was not read back')]
  if (!read.complete || read.error !== undefined) {
    return [reason('final-read-missing', `${read.node}: ${read.error ?? 'it was not read to the end'}`)]
  }
  return read.quiescent ? [] : [reason('final-read-unquiet', `${read.node}: two reads in a row were not equal`)]
}
