import { OperationTableBuilder } from '../../src/history/operation-table-builder.ts'
import type { DrillEvidence, FinalRead, InjectionEvidence } from '../../src/model/evidence.ts'
import type { MeasurementConfig } from '../../src/model/measurement-config.ts'
import type { OperationTable, Outcome, StreamInfo } from '../../src/model/operation.ts'
import { probesOf, type Probes } from '../../src/measure/probes.ts'

/** Hand-made histories for the tests of the heart. All times here are milliseconds. */
export const MS = 1e6

/** What becomes of one probe. */
export interface Answer {
  readonly outcome: Outcome
  /** Service time; NaN: no outcome was ever known. */
  readonly tookMs?: number
  readonly sentMs?: number
  /** What a read returned. */
  readonly value?: number
  /** What acknowledged a write. */
  readonly database?: string
  readonly errorClass?: string
}

export interface StreamPlan {
  readonly info: StreamInfo
  readonly untilMs: number
  /** undefined: the slot is missing from the history. */
  readonly answer: (scheduledMs: number, seq: number) => Answer | undefined
}

export const OK: Answer = { outcome: 'ok', tookMs: 5 }
export const REFUSED: Answer = { outcome: 'fail', tookMs: 1 }

export function stream(given: Partial<StreamInfo> = {}): StreamInfo {
  const id = given.id ?? 'write-fresh'
  return {
    id,
    source: 'probe',
    kind: 'write',
    connection: 'fresh',
    protocol: 'http',
    writer: id,
    intervalMs: 20,
    timeoutMs: 1_000,
    judged: true,
    path: 'direct',
    ...given,
  }
}

export function config(given: Partial<MeasurementConfig> = {}): MeasurementConfig {
  return {
    goodWithinMs: 250,
    availability: 0.95,
    windowProbes: 100,
    holdDownMs: 1_000,
    episodeProbes: 3,
    giveUpMs: 15_000,
    loadFloor: 0.95,
    relapseBudget: 0,
    ...given,
  }
}

export function table(plans: readonly StreamPlan[]): OperationTable {
  const builder = new OperationTableBuilder()
  plans.forEach(({ info, untilMs, answer }, index) => {
    for (let seq = 0; seq * info.intervalMs < untilMs; seq++) {
      const scheduledMs = seq * info.intervalMs
      const given = answer(scheduledMs, seq)
      if (given === undefined) continue
      const { outcome, tookMs = 5, sentMs = scheduledMs, value, database, errorClass = '' } = given
      const shed = outcome === 'shed'
      builder.append({
        stream: index,
        seq,
        scheduledNs: scheduledMs * MS,
        sentNs: shed ? NaN : sentMs * MS,
        completedNs: shed ? NaN : (sentMs + tookMs) * MS,
        outcome,
        errorClass,
        servedBy: '',
        ...(value === undefined ? {} : { value }),
        ...(database === undefined ? {} : { database }),
      })
    }
  })
  return builder.build()
}

/** The probes of one stream. `pattern`: `.` good, `x` failed, `s` slow but ok, `-` shed, one each d = 20 ms. */
export function probes(pattern: string, given: Partial<StreamInfo> = {}): Probes {
  const info = stream(given)
  const answers: Record<string, Answer> = {
    '.': OK,
    x: REFUSED,
    s: { outcome: 'ok', tookMs: 400 },
    '-': { outcome: 'shed' },
  }
  const untilMs = pattern.length * info.intervalMs
  const rows = table([{ info, untilMs, answer: (_, seq) => answers[pattern[seq] ?? ''] }])
  return probesOf(rows, [info], 0, 250, (untilMs + 2_000) * MS)
}

export function injection(given: Partial<InjectionEvidence> = {}): InjectionEvidence {
  return {
    injectionId: 1,
    fault: { kind: 'database.kill', role: 'primary' },
    component: 'db-a',
    reversal: 'replaced-by-system',
    startsClock: true,
    askedNs: 10_000 * MS,
    returnedNs: 10_140 * MS,
    proof: { holds: true, text: 'the process is gone', observedAtNs: '0' },
    ...given,
  }
}

export function finalRead(
  writes: Readonly<Record<string, readonly number[]>>,
  given: Partial<FinalRead> = {},
): FinalRead {
  return {
    node: 'db-b',
    role: 'writer',
    complete: true,
    quiescent: true,
    writes: new Map(Object.entries(writes).map(([writer, seqs]) => [writer, Uint32Array.from(seqs)])),
    ...given,
  }
}

/** Acknowledged writes of a table that satisfy a condition: for the final read. */
export function acknowledged(rows: OperationTable, index: number, keep: (completedMs: number) => boolean): number[] {
  const seqs: number[] = []
  for (let row = 0; row < rows.length; row++) {
    const ok = rows.stream[row] === index && rows.outcome[row] === 0
    if (ok && keep((rows.completedNs[row] ?? NaN) / MS)) seqs.push(rows.seq[row] ?? 0)
  }
  return seqs
}

/** A drill in which everything is in order: the write stream is refused from 10.13 s to 12 s, nothing is lost. */
export function evidence(
  given: Partial<DrillEvidence> & { readonly plans?: readonly StreamPlan[] } = {},
  read?: () => FinalRead,
): DrillEvidence {
  const { plans = [outage()], ...rest } = given
  const streams = plans.map(({ info }) => info)
  const operations = table(plans)
  const all = streams.flatMap(({ kind, writer }, index) =>
    kind === 'write' ? [[writer, acknowledged(operations, index, () => true)] as const] : [],
  )
  return {
    origin: { monotonicNs: '0', wallMs: 0, bootId: 'test' },
    clockAtEnd: { monotonicNs: 20_000 * MS, wallMs: 20_000 },
    objectives: { rtoMs: 3_000, rpoSeconds: 0 },
    config: config(),
    streams,
    operations,
    blindWindows: [],
    baseline: { fromNs: 2_000 * MS, toNs: 9_900 * MS },
    observedUntilNs: 20_000 * MS,
    injections: [injection()],
    finalReads: [read === undefined ? finalRead(Object.fromEntries(all)) : read()],
    canaryPresent: true,
    undo: [{ injectionId: 1, undone: true, text: 'replaced by the system' }],
    problems: [],
    ...rest,
  }
}

/** One stream that is refused between two instants. */
export function outage(fromMs = 10_130, toMs = 12_000, given: Partial<StreamInfo> = {}): StreamPlan {
  return {
    info: stream(given),
    untilMs: 20_000,
    answer: (ms) => (ms >= fromMs && ms < toMs ? REFUSED : OK),
  }
}
