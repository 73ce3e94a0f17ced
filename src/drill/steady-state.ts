import { setTimeout as sleep } from 'node:timers/promises'
import type { History } from '../history/format.ts'
import { readLoadEvidence } from '../load/evidence.ts'
import { isSteady } from '../measure/steady.ts'
import { windowsAgree } from '../measure/warm.ts'
import { formatMs } from '../model/duration.ts'
import type { Span } from '../model/interval.ts'
import type { Reason } from '../model/verdict.ts'
import { nowSince } from '../system/clock.ts'
import { DrillStop, type MeasuringContext } from './context.ts'
import type { Instruments } from './instruments.ts'
import { sampleStreams } from './sample.ts'

/** How often it is looked while waiting, in milliseconds. */
const LOOK_MS = 250
/** The baseline is this many windows long, and never shorter than {@link BASELINE_AT_LEAST_MS}. */
const BASELINE_WINDOWS = 1.5
const BASELINE_AT_LEAST_MS = 3_000

/**
 * Waits until two windows in a row agree. The results of this phase are set aside.
 *
 * @throws DrillStop `not-steady` when they never do
 */
export async function warmUp(context: MeasuringContext, instruments: Instruments): Promise<void> {
  const { plan, signal, tools } = context
  const { windowMs, agreeWithin, atMostMs } = plan.warmUp
  const windowNs = windowMs * 1e6
  const startedNs = nowSince(plan.origin)
  while (nowSince(plan.origin) - startedNs < atMostMs * 1e6) {
    await sleep(LOOK_MS, undefined, { signal })
    const history = await instruments.history()
    if (history === undefined) continue
    tools.onSample(sampleStreams(history, plan.measurement, nowSince(plan.origin)))
    // Operations that were just sent have no outcome yet: look at windows that are surely complete.
    const toNs = nowSince(plan.origin) - longestTimeoutNs(history)
    const windows: [Span, Span] = [
      { fromNs: toNs - 2 * windowNs, toNs: toNs - windowNs },
      { fromNs: toNs - windowNs, toNs },
    ]
    if (windows[0].fromNs < startedNs) continue
    if (windowsAgree(history.table, history.header.streams, plan.measurement, windows, agreeWithin)) return
  }
  throw new DrillStop({
    code: 'not-steady',
    text: `after ${atMostMs / 1_000} s of load two windows of ${windowMs / 1_000} s still differ, or are below the availability level`,
  })
}

/**
 * Measures the baseline, and proves that the load flows.
 *
 * @returns the span of the baseline
 * @throws DrillStop with every reason why the service is not steady
 */
export async function proveSteadyState(context: MeasuringContext, instruments: Instruments): Promise<Span> {
  const { plan, signal, tools, environment } = context
  const { windowProbes, goodWithinMs } = plan.measurement
  const slowest = Math.max(...environment.streams.filter(({ judged }) => judged).map(({ intervalMs }) => intervalMs))
  // The last τ of it is set aside: its probes are not known to be good yet.
  const lengthMs = Math.max(BASELINE_AT_LEAST_MS, BASELINE_WINDOWS * windowProbes * slowest) + goodWithinMs
  const fromNs = nowSince(plan.origin)
  context.emit({ kind: 'note', text: `measuring the baseline for ${formatMs(lengthMs)}` })
  while (nowSince(plan.origin) - fromNs < lengthMs * 1e6) {
    await sleep(LOOK_MS, undefined, { signal })
    const history = await instruments.history()
    if (history !== undefined) tools.onSample(sampleStreams(history, plan.measurement, nowSince(plan.origin)))
  }
  const span = { fromNs, toNs: nowSince(plan.origin) }
  const history = await instruments.history()
  if (history === undefined) throw new DrillStop({ code: 'not-steady', text: 'the prober wrote no history' })
  // Probes of the last moment have no outcome yet; a service that hangs shows in those before them.
  const settled = { fromNs, toNs: span.toNs - plan.measurement.goodWithinMs * 1e6 }
  const { reasons } = isSteady(history.table, history.header.streams, plan.measurement, settled)
  const all = [...reasons, ...(await loadBelowFloor(context, settled))]
  const [first, ...others] = all
  for (const reason of others) context.emit({ kind: 'problem', reason })
  if (first !== undefined) throw new DrillStop(first)
  return span
}

async function loadBelowFloor({ plan, folder, tools }: MeasuringContext, span: Span): Promise<Reason[]> {
  const { load } = plan.scenario
  if (load === undefined || tools.k6 === undefined) return []
  const { table } = await readLoadEvidence(folder.load, plan.origin)
  const seconds = (span.toNs - span.fromNs) / 1e9
  const planned = load.rate * seconds
  const started = table.sentNs.filter((sentNs) => sentNs >= span.fromNs && sentNs < span.toNs).length
  if (started >= plan.measurement.loadFloor * planned) return []
  const text = `k6 started ${started} of ${Math.round(planned)} planned requests in the steady state, below the floor of ${plan.measurement.loadFloor * 100} %`
  return [{ code: 'load-below-floor', text }]
}

function longestTimeoutNs({ header }: History): number {
  return Math.max(0, ...header.streams.map(({ timeoutMs }) => timeoutMs)) * 1e6
}
