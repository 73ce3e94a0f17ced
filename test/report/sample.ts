import type { DrillEvidence } from '../../src/model/evidence.ts'
import { UNKNOWN } from '../../src/model/interval.ts'
import type { Judgement, Measurements, StreamMeasurement, WriteCounts } from '../../src/model/judgement.ts'
import { OUTCOMES, type Outcome, type StreamInfo } from '../../src/model/operation.ts'
import type { ObjectiveResult, Reason } from '../../src/model/verdict.ts'
import { buildReport, type ReportInput } from '../../src/report/build.ts'
import type { Report } from '../../src/report/schema.ts'

/** The drills that the renderers are tried on. All times of the outage are round: fault 10 s, back 612 to 702 ms later. */
export const SAMPLE_NAMES = ['pass', 'fail', 'inconclusive', 'lost', 'not-recovered', 'no-outage', 'stopped'] as const
export type SampleName = (typeof SAMPLE_NAMES)[number]

const ORIGIN_NS = 5_000_000_000_000n
const machineNs = (ms: number) => (ORIGIN_NS + BigInt(Math.round(ms * 1e6))).toString()

const STREAMS: readonly StreamInfo[] = ['write-fresh', 'read-fresh', 'k6-write'].map((id) => ({
  id,
  source: id.startsWith('k6') ? 'k6' : 'probe',
  kind: id.startsWith('read') ? 'read' : 'write',
  connection: 'fresh',
  protocol: 'http',
  writer: id,
  intervalMs: 20,
  timeoutMs: 1_000,
  judged: !id.startsWith('k6'),
  path: 'through the load balancer',
}))

/** Operations every 20 ms for 20 s on each stream; none is good while `bad` holds. */
function operations(bad: (ms: number) => Outcome | undefined): DrillEvidence['operations'] {
  const perStream = 1_000
  const length = perStream * STREAMS.length
  const rows = Array.from({ length }, (_, row) => ({ stream: Math.floor(row / perStream), seq: row % perStream }))
  const at = (seq: number) => seq * 20
  return {
    length,
    stream: Uint16Array.from(rows, ({ stream }) => stream),
    seq: Uint32Array.from(rows, ({ seq }) => seq),
    scheduledNs: Float64Array.from(rows, ({ seq }) => at(seq) * 1e6),
    sentNs: Float64Array.from(rows, ({ seq }) => at(seq) * 1e6),
    completedNs: Float64Array.from(rows, ({ seq }) => (at(seq) + 4) * 1e6),
    outcome: Uint8Array.from(rows, ({ seq }) => OUTCOMES.indexOf(bad(at(seq)) ?? 'ok')),
    errorClass: new Uint16Array(length),
    servedBy: new Uint16Array(length),
    labels: [''],
  }
}

const refusedFor = (lengthMs: number) => (ms: number) =>
  ms >= 10_020 && ms < 10_020 + lengthMs ? ('fail' as const) : undefined

function evidence(bad: (ms: number) => Outcome | undefined): DrillEvidence {
  return {
    origin: { monotonicNs: ORIGIN_NS.toString(), wallMs: 1_795_000_000_000, bootId: 'boot' },
    objectives: { rtoMs: 5_000, rpoSeconds: 0 },
    config: {
      goodWithinMs: 250,
      availability: 0.95,
      windowProbes: 100,
      holdDownMs: 3_000,
      episodeProbes: 3,
      giveUpMs: 15_000,
      loadFloor: 0.95,
      relapseBudget: 0,
    },
    streams: STREAMS,
    operations: operations(bad),
    blindWindows: [],
    baseline: { fromNs: 4_000 * 1e6, toNs: 9_900 * 1e6 },
    observedUntilNs: 20_000 * 1e6,
    injections: [
      {
        injectionId: 1,
        fault: { kind: 'database.kill', role: 'primary' },
        component: 'db-a',
        reversal: 'replaced-by-system',
        startsClock: true,
        askedNs: 10_000 * 1e6,
        returnedNs: 10_009.25 * 1e6,
        proof: { holds: true, text: 'process 4711 is gone', observedAtNs: machineNs(10_012) },
      },
    ],
    finalReads: [],
    canaryPresent: true,
    undo: [{ injectionId: 1, undone: true, text: 'db-b is primary; db-a | was `rebuilt` as its standby' }],
    problems: [],
  }
}

const WRITES: WriteCounts = {
  attempted: 4_850,
  acknowledged: 4_812,
  failed: 20,
  indeterminate: 18,
  lost: 0,
  lostPessimistic: 5,
  indeterminateSurvived: 13,
  indeterminateVanished: 5,
  holes: 0,
  seenThenLost: 0,
  phantoms: 0,
  abortedButApplied: 0,
  duplicates: 0,
  corrupt: 0,
  zombies: null,
  lostIds: [],
  truncated: false,
}

const MEASUREMENTS: Measurements = {
  fault: { lo: 10_000, hi: 10_009.25 },
  onset: { lo: 10_000, hi: 10_031 },
  recovery: { lo: 10_621.65, hi: 10_701.9 },
  firstRecovery: { lo: 10_621.65, hi: 10_701.9 },
  rtaMs: { lo: 612.4, hi: 701.9 },
  downtimeMs: { lo: 590.65, hi: 701.9 },
  rpaSeconds: { lo: null, hi: 0.031 },
  lossWindowSeconds: UNKNOWN,
  writes: WRITES,
  staleReads: { lo: 2, hi: 5 },
  stalenessMs: { lo: 3.2, hi: 9.1 },
  creditedMs: 0,
  timeToDetectMs: { lo: 0, hi: 300 },
  timeToSteadyStateMs: { lo: 700.1, hi: null },
  timeToRedundancyMs: UNKNOWN,
  latencyP99Ms: { lo: 6.1, hi: null },
  availability: { lo: 0.961, hi: 0.9712 },
  serviceTimeMs: 11,
  width: [
    { term: 'probe interval', ms: 20 },
    { term: 'service time', ms: 11 },
    { term: 'injection', ms: 9.25 },
  ],
  judgedStream: 'write-fresh',
  flaps: 0,
  noOutageLongerThanMs: null,
}

function streams(m: Measurements): StreamMeasurement[] {
  const { onset, recovery, rtaMs, downtimeMs } = m
  const hasOutage = m.noOutageLongerThanMs === null && onset.lo !== null
  return STREAMS.map(({ id, source, judged }) => ({
    id,
    source,
    judged,
    onset,
    recovery,
    rtaMs,
    downtimeMs,
    episodes: hasOutage ? [{ onset, recovery, badProbes: 33, kind: 'bad-run' as const }] : [],
    operations: 1_000,
    bad: hasOutage ? 33 : 0,
    baselineBadShare: 0,
    baselineOperations: 295,
    baselineP99Ms: 6.4,
    sendLagMaxMs: 2.1,
    sendLagP999Ms: 1.9,
    belowMs: { p50: 640, p90: 660, p99: 680 },
    unavailabilityMs: { lo: 640, hi: 680 },
  }))
}

function rto(
  actual: Measurements['rtaMs'],
  verdict: ObjectiveResult['verdict'],
  reasons: Reason[] = [],
): ObjectiveResult {
  return { name: 'rto', target: 5_000, unit: 'ms', actual, verdict, reasons }
}

const RPO: ObjectiveResult = {
  name: 'rpo',
  target: 0,
  unit: 's',
  actual: { lo: null, hi: 0.031 },
  verdict: 'pass',
  reasons: [],
  judgedOn: 'writes',
}

function judgement(part: Pick<Judgement, 'verdict' | 'reasons' | 'objectives' | 'measurements'>): Judgement {
  return {
    ...part,
    streams: streams(part.measurements),
    validity: [
      { name: 'steady before', holds: true, text: 'none of 590 probes was bad' },
      { name: 'fault proven', holds: true, text: 'process 4711 is gone' },
    ],
    expected: [],
    legs: part.measurements.rtaMs.hi === null ? [] : LEGS,
    ladder: LADDER,
    noise: NOISE,
    witnesses: [],
    assumptions: ['while up, the service answers within 11 ms', 'in 590 probes of the baseline none was bad'],
  }
}

const LEGS: Judgement['legs'] = [
  { leg: 'detect', ms: 300, source: 'control-plane' },
  { leg: 'unattributed', ms: 220, source: null },
  { leg: 'route', ms: 100, source: 'ladder' },
  { leg: 'warm', ms: 81.9, source: 'probes' },
]

const LADDER: Judgement['ladder'] = [
  {
    rung: 'connect',
    stream: 'rung-connect',
    path: 'to the | writer',
    failed: false,
    onset: UNKNOWN,
    recovery: UNKNOWN,
  },
  {
    rung: 'write',
    stream: 'rung-write',
    path: 'to the writer',
    failed: true,
    onset: { lo: 9_950, hi: 10_060 },
    recovery: { lo: 10_520, hi: 10_620 },
  },
]

const NOISE: Judgement['noise'] = {
  cpuPressure: { mean: 0.021, max: 0.4 },
  loadPerCpu: { mean: 0.61, max: 1.02 },
  proberLoopDelayMaxMs: 4.2,
  harnessLoopDelayMaxMs: 31,
  sendLagMaxMs: 2.1,
  blindWindows: 1,
  blindMs: 41,
  longestBlindMs: 41,
  wallClockSteps: [{ at: { lo: 12_000, hi: 13_000 }, ms: 502 }],
}

const INPUT: Omit<ReportInput, 'evidence' | 'judgement'> = {
  drill: {
    id: '20261121T083500Z-database-kill',
    scenario: 'database-kill',
    title: 'The primary database dies',
    hypothesis: 'The standby in the other zone takes over; no acknowledged order is lost.',
    scenarioSha256: 'ab'.repeat(32),
    environment: 'lab',
    profile: 'fast',
    backend: 'lab',
    operator: 'ana@example.org',
    commit: '0123456789abcdef0123456789abcdef01234567',
    dirty: true,
    command: 'blackstart run database-kill',
    startedAt: '2026-11-21T08:35:00.000Z',
    endedAt: '2026-11-21T08:35:40.250Z',
  },
  events: [
    {
      kind: 'promoted',
      component: 'db-b',
      fromNs: machineNs(10_480),
      toNs: machineNs(10_520),
      source: 'failover-manager',
      text: 'db-b was promoted',
    },
    {
      kind: 'primary-lost',
      component: 'db-a',
      fromNs: machineNs(10_000),
      toNs: machineNs(10_300),
      source: 'failover-manager',
      text: '3 checks in a row failed',
    },
  ],
  environment: {
    topology: {
      regions: [{ id: 'local', zones: ['a', 'b'] }],
      components: [
        { id: 'db-a', role: 'primary', zone: 'a', address: '127.0.0.1:40001', state: 'running' },
        { id: 'lb', role: 'load-balancer', address: '127.0.0.1:40010', state: 'running' },
      ],
    },
    fingerprint: { postgresql: '18.4', synchronous_commit: 'on' },
  },
  versions: { blackstart: '0.1.0', node: '24.21.0' },
  files: [
    { path: 'plan.json', sha256: 'cd'.repeat(32), bytes: 1_234 },
    { path: 'history.ndjson', sha256: 'ef'.repeat(32), bytes: 1_234_567 },
  ],
  ciRun: null,
}

/** What the sample with this name is built from. */
export function sampleInput(name: SampleName): ReportInput {
  return { ...INPUT, ...MAKERS[name]() }
}

export function sample(name: SampleName): Report {
  return buildReport(sampleInput(name))
}

const MAKERS: Record<SampleName, () => Pick<ReportInput, 'evidence' | 'judgement'>> = {
  pass: () => ({
    evidence: evidence(refusedFor(660)),
    judgement: judgement({
      verdict: 'pass',
      reasons: [],
      objectives: [rto(MEASUREMENTS.rtaMs, 'pass'), RPO],
      measurements: MEASUREMENTS,
    }),
  }),
  fail: () => {
    const rtaMs = { lo: 6_123.4, hi: 6_245.1 }
    const reason: Reason = { code: 'rto-exceeded', text: 'RTA is at least 6.12 s, the RTO is 5 s' }
    return {
      evidence: evidence(refusedFor(6_180)),
      judgement: judgement({
        verdict: 'fail',
        reasons: [reason],
        objectives: [rto(rtaMs, 'fail', [reason]), RPO],
        measurements: { ...MEASUREMENTS, rtaMs, recovery: { lo: 16_133, hi: 16_245 } },
      }),
    }
  },
  inconclusive: () => {
    const rtaMs = { lo: 4_950, hi: 5_040 }
    const within: Reason = { code: 'rto-within-interval', text: 'the RTO of 5 s lies inside 4.95-5.04 s' }
    const early: Reason = {
      code: 'load-below-floor',
      text: 'the load started 91 % of its planned requests, below 95 %.',
    }
    const judged = judgement({
      verdict: 'inconclusive',
      reasons: [early, within],
      objectives: [
        { ...rto(rtaMs, 'inconclusive', [within]), advice: 'Probe more often: the widest term is the interval.' },
        RPO,
      ],
      measurements: { ...MEASUREMENTS, rtaMs },
    })
    return {
      evidence: evidence(refusedFor(5_000)),
      judgement: {
        ...judged,
        validity: [...judged.validity, { name: 'load at its floor', holds: false, text: '91 %', reason: early }],
      },
    }
  },
  lost: () => {
    const reason: Reason = { code: 'rpo-exceeded', text: '23 acknowledged writes are lost, the RPO is 0 s' }
    const holed: Reason = { code: 'writes-holed', text: '2 lost writes are older than a write that survived' }
    return {
      evidence: evidence(refusedFor(660)),
      judgement: judgement({
        verdict: 'fail',
        reasons: [reason, holed],
        objectives: [
          rto(MEASUREMENTS.rtaMs, 'pass'),
          { ...RPO, actual: { lo: 0.029, hi: 0.095 }, verdict: 'fail', reasons: [reason] },
        ],
        measurements: {
          ...MEASUREMENTS,
          rpaSeconds: { lo: 0.029, hi: 0.095 },
          writes: {
            ...WRITES,
            lost: 23,
            holes: 2,
            lostPessimistic: 28,
            lostIds: Array.from({ length: 23 }, (_, index) => ({ writer: 'write-fresh', seq: 480 + index })),
          },
        },
      }),
    }
  },
  'not-recovered': () => {
    const rtaMs = { lo: 15_000.4, hi: null }
    const reason: Reason = { code: 'not-recovered', text: 'the service had not recovered after 15 s' }
    const unread: Reason = { code: 'final-read-missing', text: 'the writer could not be read: connection refused' }
    const undone: Reason = { code: 'undo-unverified', text: 'the undo of database.kill on db-a is not verified' }
    return {
      evidence: { ...evidence(refusedFor(Infinity)), undo: [] },
      judgement: judgement({
        verdict: 'fail',
        reasons: [reason, unread, undone],
        objectives: [
          rto(rtaMs, 'fail', [reason]),
          { ...RPO, actual: UNKNOWN, verdict: 'inconclusive', reasons: [unread] },
        ],
        measurements: {
          ...MEASUREMENTS,
          rtaMs,
          recovery: { lo: 25_000, hi: null },
          firstRecovery: { lo: 25_000, hi: null },
          downtimeMs: { lo: 14_990, hi: null },
          rpaSeconds: UNKNOWN,
          writes: { ...WRITES, lost: null, holes: null },
        },
      }),
    }
  },
  'no-outage': () => {
    const reason: Reason = { code: 'no-effect-seen', text: 'the fault took effect, but no client saw it' }
    return {
      evidence: evidence(() => undefined),
      judgement: judgement({
        verdict: 'inconclusive',
        reasons: [reason],
        objectives: [rto(UNKNOWN, 'inconclusive', [reason]), RPO],
        measurements: {
          ...MEASUREMENTS,
          onset: UNKNOWN,
          recovery: UNKNOWN,
          firstRecovery: UNKNOWN,
          rtaMs: UNKNOWN,
          downtimeMs: UNKNOWN,
          width: [],
          noOutageLongerThanMs: 270,
        },
      }),
    }
  },
  stopped: () => {
    const reason: Reason = { code: 'interrupted', text: 'the drill was interrupted during warm-up' }
    const none = evidence(() => undefined)
    return {
      evidence: { ...none, observedUntilNs: 0, injections: [], undo: [], canaryPresent: false },
      judgement: {
        ...judgement({
          verdict: 'inconclusive',
          reasons: [reason],
          objectives: [rto(UNKNOWN, 'inconclusive', [reason])],
          measurements: {
            ...MEASUREMENTS,
            fault: UNKNOWN,
            onset: UNKNOWN,
            recovery: UNKNOWN,
            firstRecovery: UNKNOWN,
            rtaMs: UNKNOWN,
            downtimeMs: UNKNOWN,
            rpaSeconds: UNKNOWN,
            staleReads: UNKNOWN,
            serviceTimeMs: null,
            width: [],
            judgedStream: null,
            writes: { ...WRITES, attempted: 0, acknowledged: 0, failed: 0, indeterminate: 0, lost: null },
          },
        }),
        streams: [],
      },
    }
  },
}
