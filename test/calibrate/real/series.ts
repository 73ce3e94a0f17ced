import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { History } from '../../../src/history/format.ts'
import { readHistory } from '../../../src/history/read-history.ts'
import type { ClockOrigin } from '../../../src/model/clock.ts'
import type { Span } from '../../../src/model/interval.ts'
import type { MeasurementConfig } from '../../../src/model/measurement-config.ts'
import { startProber } from '../../../src/observe/prober-client.ts'
import { nowSince, takeOrigin } from '../../../src/system/clock.ts'
import { type ProcessIdentity, signalExactly } from '../../../src/system/identity.ts'
import { proberLauncher } from '../../support/prober-process.ts'
import type { Random } from '../random.ts'
import type { ClockBracket, MadeOutage } from './outage.ts'
import { lengthOf, LONGEST_LOSS_MS, type OutagePlan } from './outage-plan.ts'
import type { Target } from './target.ts'

/** Several outages under one prober. */
export interface SeriesSettings {
  readonly plans: readonly OutagePlan[]
  readonly config: MeasurementConfig
  readonly baselineMs: number
  /** How likely the prober is stopped for a moment near an edge. */
  readonly stalledShare: number
  /** Ends the series early, and leaves nothing behind. */
  readonly signal: AbortSignal
}

/** One outage as it was watched: spans of the history, in nanoseconds since the start. */
export interface WatchedOutage {
  readonly plan: OutagePlan
  readonly made: MadeOutage
  readonly span: Span
  readonly askedNs: number
  readonly returnedNs: number
  /** Whether the prober was stopped for a moment. */
  readonly stalled: boolean
}

export interface WatchedSeries {
  readonly origin: ClockOrigin
  readonly history: History
  readonly baseline: Span
  readonly outages: readonly WatchedOutage[]
  readonly held: ReadonlyMap<string, readonly number[]>
  readonly stalls: readonly ClockBracket[]
}

/** While it starts, a process is slower than it will be; in milliseconds. */
const WARM_UP_MS = 1_500
/** What was measured before an outage ends so long before its fault, in milliseconds: the loss must not reach back to it. */
const APART_MS = LONGEST_LOSS_MS + 50

/** How long the prober is stopped for, in milliseconds. */
const [SHORTEST_STALL_MS, LONGEST_STALL_MS] = [5, 200]

/** Runs the real prober against a target that is broken as planned, and reads everything back. */
export async function watchSeries(
  target: Target,
  settings: SeriesSettings,
  random: Random,
  origin: ClockOrigin = takeOrigin(),
): Promise<WatchedSeries> {
  const { signal } = settings
  const folder = await mkdtemp(join(tmpdir(), 'blackstart-calibrate-'))
  const historyFile = join(folder, 'history.ndjson')
  const prober = startProber(proberLauncher, { historyFile, origin, streams: target.streams })
  try {
    await prober.ready
    await sleep(WARM_UP_MS, undefined, { signal })
    const baseline = { fromNs: nowSince(origin), toNs: 0 }
    await sleep(settings.baselineMs, undefined, { signal })
    baseline.toNs = nowSince(origin)
    const outages: WatchedOutage[] = []
    for (const plan of settings.plans)
      outages.push(await watch(plan, target, settings, origin, prober.identity, random))
    const { code, lastWords } = await prober.stop()
    if (code !== 0) throw new Error(`the prober ended with ${code}: ${lastWords}`)
    const [history, held, stalls] = await Promise.all([readHistory(historyFile), target.held(), target.stalls()])
    return { origin, history, baseline, outages, held, stalls }
  } finally {
    await prober.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function watch(
  plan: OutagePlan,
  target: Target,
  { config, stalledShare, signal }: SeriesSettings,
  origin: ClockOrigin,
  prober: ProcessIdentity,
  random: Random,
): Promise<WatchedOutage> {
  const longestMs = Math.max(...target.streams.map(({ intervalMs }) => intervalMs))
  // The last window, in which it was up.
  const fromNs = nowSince(origin) - config.windowProbes * longestMs * 1e6
  // Not in step with the timetable.
  await sleep(APART_MS + random.between(0, 2) * longestMs, undefined, { signal })
  const askedNs = nowSince(origin)
  const { made } = await target.inject(plan)
  const returnedNs = nowSince(origin)
  // By definition a phase that no probe could meet is no episode, and the truth another one.
  const stalled = plan.mode !== 'flapping' && random.chance(stalledShare)
  const stall = stalled ? stop(prober, random.pick([plan.delayMs, lengthOf(plan)]), random) : undefined
  const happened = await made
  await stall
  // The window of W probes, the hold-down, and some more for a busy machine.
  const provenMs = (config.windowProbes + 5) * longestMs * 1.2 + config.holdDownMs + 300
  await sleep(provenMs, undefined, { signal })
  return { plan, made: happened, span: { fromNs, toNs: nowSince(origin) }, askedNs, returnedNs, stalled }
}

/** @param edgeMs - from now */
async function stop(prober: ProcessIdentity, edgeMs: number, random: Random): Promise<void> {
  await sleep(Math.max(0, edgeMs + random.between(-100, 50)))
  signalExactly(prober, 'SIGSTOP')
  await sleep(random.between(SHORTEST_STALL_MS, LONGEST_STALL_MS))
  signalExactly(prober, 'SIGCONT')
}
