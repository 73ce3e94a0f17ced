import type { History } from '../../../src/history/format.ts'
import { OperationTableBuilder } from '../../../src/history/operation-table-builder.ts'
import { judge } from '../../../src/measure/judge.ts'
import type { Span } from '../../../src/model/interval.ts'
import type { Judgement } from '../../../src/model/judgement.ts'
import type { MeasurementConfig } from '../../../src/model/measurement-config.ts'
import { OUTCOMES, type OperationTable } from '../../../src/model/operation.ts'
import { sinceOrigin } from '../../../src/system/clock.ts'
import { evidence, finalRead, injection } from '../../measure/drill.ts'
import { type Bracket, missesOf, type Truth } from '../truth.ts'
import type { ClockBracket } from './outage.ts'
import type { RealMode } from './outage-plan.ts'
import type { WatchedOutage, WatchedSeries } from './series.ts'

/** A real outage with its judgement, and the claims that do not hold the truth. */
export interface RealDrill {
  readonly mode: RealMode
  readonly truth: Truth
  readonly judgement: Judgement
  readonly misses: readonly string[]
  /** Whether the prober was stopped for a moment near an edge. */
  readonly stalled: boolean
  /**
   * What was recorded that makes the truth itself unsharp: the service stood still although nobody had broken it, or took
   * longer than τ to come back. Undefined: nothing was, so a miss is a miss of the instrument.
   */
  readonly disturbance: string | undefined
}

/** From this share of τ on, a service that stands still turns probes bad, together with what else they wait for. */
const DISTURBING_SHARE = 0.5

/** Judges each outage of a series as a drill of its own: the baseline of the series, and the stretch around the outage. */
export function judgeSeries(series: WatchedSeries, config: MeasurementConfig): RealDrill[] {
  return series.outages.map((outage) => {
    const truth = truthOf(outage, series)
    const judgement = judgeOutage(outage, series, config)
    const disturbance = disturbanceOf(outage, series, truth, config)
    const { plan, stalled } = outage
    // On a busy machine the service may not prove itself again before the next outage: "longer than x" is true then.
    const misses = missesOf(truth, judgement, { mayBeOpen: true })
    return { mode: plan.mode, truth, judgement, misses, stalled, disturbance }
  })
}

/** What the service and whoever broke it recorded of themselves; the judgement is not asked. */
function disturbanceOf(
  outage: WatchedOutage,
  series: WatchedSeries,
  { recovery }: Truth,
  { goodWithinMs }: MeasurementConfig,
): string | undefined {
  const unsureMs = recovery.hi - recovery.lo
  if (unsureMs > goodWithinMs) return `it took the service ${unsureMs.toFixed(0)} ms to come back`
  const stoodMs = longestStallMs(outage, series, goodWithinMs * DISTURBING_SHARE)
  return stoodMs === undefined
    ? undefined
    : `the service stood still for ${stoodMs.toFixed(0)} ms while it should have been up`
}

/** The longest that it stood still while it should have been up, where that is longer than this. */
function longestStallMs(
  { span, made }: WatchedOutage,
  { origin, stalls }: WatchedSeries,
  limitMs: number,
): number | undefined {
  const ns = (text: string): number => sinceOrigin(origin, text)
  const lengths = stalls.flatMap(({ lo, hi }) => {
    const whileDown = made.phases.some(({ down, up }) => ns(lo) >= ns(down.lo) - limitMs * 1e6 && ns(hi) <= ns(up.hi))
    const lengthMs = (ns(hi) - ns(lo)) / 1e6
    return !whileDown && ns(hi) > span.fromNs && ns(lo) < span.toNs && lengthMs > limitMs ? [lengthMs] : []
  })
  return lengths.length === 0 ? undefined : Math.max(...lengths)
}

function truthOf({ made, plan: { lostMs } }: WatchedOutage, { origin }: WatchedSeries): Truth {
  const inMs = ({ lo, hi }: ClockBracket): Bracket => ({
    lo: sinceOrigin(origin, lo) / 1e6,
    hi: sinceOrigin(origin, hi) / 1e6,
  })
  const phases = made.phases.map(({ down, up }) => ({ down: inMs(down), up: inMs(up) }))
  const onset = phases[0]?.down ?? { lo: NaN, hi: NaN }
  // The service counted back from an instant within the same bracket.
  const unsureMs = lostMs > 0 ? onset.hi - onset.lo : 0
  return {
    fault: inMs(made.fault),
    onset,
    recovery: phases.at(-1)?.up ?? { lo: NaN, hi: NaN },
    lostMs: { lo: lostMs - unsureMs, hi: lostMs + unsureMs },
    longestDownMs: Math.max(...phases.map(({ down, up }) => up.lo - down.hi)),
  }
}

function judgeOutage(outage: WatchedOutage, series: WatchedSeries, config: MeasurementConfig): Judgement {
  const { span, plan, askedNs, returnedNs } = outage
  const { history, baseline } = series
  const { header, blindWindows } = history
  // After a loss a read is stale until the first new write: another recovery than that of the service.
  const streams = header.streams.filter(({ kind }) => plan.lostMs === 0 || kind === 'write')
  const operations = rowsWithin(history, [baseline, span], (index) => streams.indexOf(header.streams[index] as never))
  const attempted = new Map(streams.map(({ writer }) => [writer, new Set<number>()]))
  for (let row = 0; row < operations.length; row++) {
    const stream = streams[operations.stream[row] ?? 0]
    if (stream?.kind === 'write') attempted.get(stream.writer)?.add(operations.seq[row] ?? 0)
  }
  // The rest of the series is not part of this drill: it would be full of phantoms.
  const held = [...attempted].map(([writer, seqs]) => [
    writer,
    (series.held.get(writer) ?? []).filter((seq) => seqs.has(seq)),
  ])
  return judge(
    evidence(
      {
        plans: [],
        origin: series.origin,
        config,
        streams,
        operations,
        blindWindows,
        baseline,
        observedUntilNs: span.toNs,
        injections: [injection({ askedNs, returnedNs })],
        objectives: { rtoMs: 60_000, rpoSeconds: 60 },
      },
      () => finalRead(Object.fromEntries(held) as Record<string, number[]>),
    ),
  )
}

/** @param streamOf - new index of a stream, -1 to leave it out */
function rowsWithin({ table }: History, spans: readonly Span[], streamOf: (index: number) => number): OperationTable {
  const builder = new OperationTableBuilder()
  for (let row = 0; row < table.length; row++) {
    const scheduledNs = table.scheduledNs[row] ?? NaN
    const stream = streamOf(table.stream[row] ?? 0)
    if (stream === -1 || !spans.some(({ fromNs, toNs }) => scheduledNs >= fromNs && scheduledNs < toNs)) continue
    builder.append({
      stream,
      seq: table.seq[row] ?? 0,
      scheduledNs,
      sentNs: table.sentNs[row] ?? NaN,
      completedNs: table.completedNs[row] ?? NaN,
      outcome: OUTCOMES[table.outcome[row] ?? 0] ?? 'info',
      errorClass: table.labels[table.errorClass[row] ?? 0] ?? '',
      servedBy: '',
    })
  }
  return builder.build()
}
