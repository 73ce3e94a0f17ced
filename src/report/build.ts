import type { DrillEvidence, InjectionEvidence, Observation } from '../model/evidence.ts'
import type { RunbookEvidence } from '../model/runbook-evidence.ts'
import type { Judgement, LagWitness } from '../model/judgement.ts'
import type { Topology } from '../model/topology.ts'
import { rehearsalOf } from './rehearsal.ts'
import { roundOutward, roundMs, roundShareOutward } from './round.ts'
import { REPORT_SCHEMA_VERSION, type Report } from './schema.ts'
import { timelines } from './timeline.ts'
import { withVerification } from './verified.ts'

/** What the control plane did, as an environment tells it: instants of the machine's monotonic clock, decimal text. */
interface ControlPlaneEntry {
  readonly kind: string
  readonly component: string
  readonly fromNs: string
  readonly toNs: string
  readonly source: string
  readonly text: string
  readonly figures?: Readonly<Record<string, number>>
}

/** Everything that a report is made from. */
export interface ReportInput {
  readonly drill: Report['drill']
  readonly evidence: DrillEvidence
  readonly judgement: Judgement
  readonly events: readonly ControlPlaneEntry[]
  /** Undefined when the environment never stood. */
  readonly environment?: { readonly topology: Topology; readonly fingerprint: Readonly<Record<string, string>> }
  readonly versions: Readonly<Record<string, string>>
  readonly files: Report['files']
  /** What the scenario's own code found, where it was asked. */
  readonly verification?: Report['verification']
  /** Address of the CI run, where there is one. */
  readonly ciRun?: string | null
}

/** Makes `report.json` from a judged drill. Pure: the same record gives the same report on any machine. */
export function buildReport(input: ReportInput): Report {
  const { evidence, verification } = input
  const judgement = withVerification(input.judgement, verification)
  const rehearsal = rehearsalOf(evidence.rehearsal, judgement)
  const sinceStart = (ns: string) => Number(BigInt(ns) - BigInt(evidence.origin.monotonicNs)) / 1e6
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    drill: input.drill,
    ...judged(judgement),
    faults: evidence.injections.map((injection) => faultOf(injection, evidence, sinceStart)),
    ...(evidence.observation === undefined ? {} : { observation: observationOf(evidence.observation) }),
    ...(evidence.runbook === undefined ? {} : { runbook: runbookOf(evidence.runbook) }),
    ...(rehearsal === undefined ? {} : { rehearsal }),
    ...(verification === undefined ? {} : { verification }),
    events: input.events
      // The record keeps every sample of a lag; the report tells what follows from them.
      .filter(({ kind, figures = {} }) => kind !== 'replica-lag' || figures['lagToMs'] === undefined)
      .map(({ kind, component, fromNs, toNs, source, text }) => ({
        at: roundOutward({ lo: sinceStart(fromNs), hi: sinceStart(toNs) }),
        kind,
        component,
        source,
        text,
      }))
      .sort((a, b) => (a.at.lo ?? 0) - (b.at.lo ?? 0)),
    timelines: timelines(evidence),
    environment: environmentOf(input.environment),
    versions: { ...input.versions },
    files: input.files.map((file) => ({ ...file })).sort((a, b) => (a.path < b.path ? -1 : 1)),
    ...(typeof input.ciRun === 'string' ? { ci: { runUrl: input.ciRun } } : {}),
  }
}

type JudgedPart =
  | 'verdict'
  | 'reasons'
  | 'objectives'
  | 'measurements'
  | 'episodes'
  | 'streams'
  | 'validity'
  | 'expected'
  | 'legs'
  | 'ladder'
  | 'witnesses'
  | 'noise'
  | 'assumptions'

function judged(judgement: Judgement): Pick<Report, JudgedPart> {
  const { measurements } = judgement
  return {
    verdict: judgement.verdict,
    reasons: judgement.reasons.map((reason) => ({ ...reason })),
    objectives: judgement.objectives.map((objective) => ({
      ...objective,
      actual: objective.unit === 'share' ? roundShareOutward(objective.actual) : roundOutward(objective.actual),
      reasons: [...objective.reasons],
    })),
    measurements: {
      ...measurements,
      fault: roundOutward(measurements.fault),
      onset: roundOutward(measurements.onset),
      recovery: roundOutward(measurements.recovery),
      firstRecovery: roundOutward(measurements.firstRecovery),
      rtaMs: roundOutward(measurements.rtaMs),
      downtimeMs: roundOutward(measurements.downtimeMs),
      rpaSeconds: roundOutward(measurements.rpaSeconds),
      writes: { ...measurements.writes, lostIds: [...measurements.writes.lostIds] },
      lossWindowSeconds: roundOutward(measurements.lossWindowSeconds),
      staleReads: { ...measurements.staleReads },
      stalenessMs: roundOutward(measurements.stalenessMs),
      timeToDetectMs: roundOutward(measurements.timeToDetectMs),
      timeToSteadyStateMs: roundOutward(measurements.timeToSteadyStateMs),
      timeToRedundancyMs: roundOutward(measurements.timeToRedundancyMs),
      latencyP99Ms: roundOutward(measurements.latencyP99Ms),
      availability: roundShareOutward(measurements.availability),
      serviceTimeMs: roundMs(measurements.serviceTimeMs),
      width: measurements.width.map(({ term, ms }) => ({ term, ms: roundMs(ms) })),
      noOutageLongerThanMs: roundMs(measurements.noOutageLongerThanMs),
    },
    episodes: judgement.streams.flatMap(({ id, episodes }) =>
      episodes.map((episode) => ({
        ...episode,
        stream: id,
        onset: roundOutward(episode.onset),
        recovery: roundOutward(episode.recovery),
      })),
    ),
    streams: judgement.streams.map(({ episodes: _listedAbove, ...stream }) => ({
      ...stream,
      onset: roundOutward(stream.onset),
      recovery: roundOutward(stream.recovery),
      rtaMs: roundOutward(stream.rtaMs),
      downtimeMs: roundOutward(stream.downtimeMs),
      unavailabilityMs: roundOutward(stream.unavailabilityMs),
      baselineP99Ms: roundMs(stream.baselineP99Ms),
      sendLagMaxMs: roundMs(stream.sendLagMaxMs),
      sendLagP999Ms: roundMs(stream.sendLagP999Ms),
      belowMs: { p50: roundMs(stream.belowMs.p50), p90: roundMs(stream.belowMs.p90), p99: roundMs(stream.belowMs.p99) },
    })),
    validity: judgement.validity.map((check) => ({ ...check })),
    expected: judgement.expected.map((reason) => ({ ...reason })),
    legs: judgement.legs.map((leg) => ({ ...leg, ms: roundMs(leg.ms) })),
    ladder: judgement.ladder.map((rung) => ({
      ...rung,
      onset: roundOutward(rung.onset),
      recovery: roundOutward(rung.recovery),
    })),
    ...(judgement.witnesses.length === 0 ? {} : { witnesses: judgement.witnesses.map(witnessOf) }),
    noise: noiseOf(judgement.noise),
    assumptions: [...judgement.assumptions],
  }
}

function witnessOf(witness: LagWitness): NonNullable<Report['witnesses']>[number] {
  return {
    ...witness,
    seconds: roundOutward(witness.seconds),
    atLossSeconds: roundOutward(witness.atLossSeconds),
    ageSeconds: roundMs(witness.ageSeconds),
  }
}

function noiseOf(noise: Judgement['noise']): Report['noise'] {
  const round = (share: Judgement['noise']['cpuPressure']): Report['noise']['cpuPressure'] =>
    share === null ? null : { mean: roundMs(share.mean), max: roundMs(share.max) }
  return {
    cpuPressure: round(noise.cpuPressure),
    loadPerCpu: round(noise.loadPerCpu),
    proberLoopDelayMaxMs: roundMs(noise.proberLoopDelayMaxMs),
    harnessLoopDelayMaxMs: roundMs(noise.harnessLoopDelayMaxMs),
    sendLagMaxMs: roundMs(noise.sendLagMaxMs),
    blindWindows: noise.blindWindows,
    blindMs: roundMs(noise.blindMs),
    longestBlindMs: roundMs(noise.longestBlindMs),
    wallClockSteps: noise.wallClockSteps.map(({ at, ms }) => ({ at: roundOutward(at), ms: roundMs(ms) })),
  }
}

function faultOf(
  injection: InjectionEvidence,
  evidence: DrillEvidence,
  sinceStart: (ns: string) => number,
): Report['faults'][number] {
  const { injectionId, fault, component, startsClock, reversal, askedNs, returnedNs, proof, error } = injection
  const undo = evidence.undo.find((candidate) => candidate.injectionId === injectionId)
  return {
    injectionId,
    kind: fault.kind,
    component,
    startsClock,
    reversal: typeof reversal === 'string' ? reversal : `none: ${reversal.none}`,
    askedMs: askedNs === undefined ? null : roundMs(askedNs / 1e6),
    returnedMs: returnedNs === undefined ? null : roundMs(returnedNs / 1e6),
    proof:
      proof === undefined
        ? null
        : { holds: proof.holds, text: proof.text, observedMs: roundMs(sinceStart(proof.observedAtNs)) },
    error: error ?? null,
    undo: undo === undefined ? null : { undone: undo.undone, text: undo.text },
  }
}

function observationOf({ mark }: Observation): NonNullable<Report['observation']> {
  if (mark === undefined) return { markedBy: null, text: 'nobody said when the fault happened' }
  return { markedBy: mark.by, text: mark.text }
}

function environmentOf(environment: ReportInput['environment']): Report['environment'] {
  if (environment === undefined) return { regions: [], components: [], facts: {} }
  const { topology, fingerprint } = environment
  return {
    regions: topology.regions.map(({ id, zones }) => ({ id, zones: [...zones] })),
    components: topology.components.map(({ id, role, zone, region, address, state }) => ({
      id,
      role,
      zone: zone ?? null,
      ...(region === undefined ? {} : { region }),
      address,
      state,
    })),
    facts: { ...fingerprint },
  }
}

function runbookOf(runbook: RunbookEvidence): NonNullable<Report['runbook']> {
  const whole = (ms: number | null): number | null => (ms === null ? null : Math.round(ms))
  return {
    ...runbook,
    alarmAtMs: Math.round(runbook.alarmAtMs),
    steps: runbook.steps.map((step) => ({
      ...step,
      beganAtMs: whole(step.beganAtMs),
      endedAtMs: whole(step.endedAtMs),
      measuredMs: Math.round(step.measuredMs),
    })),
  }
}
