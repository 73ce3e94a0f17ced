import { setTimeout as delay } from 'node:timers/promises'
import type { ProbeSpec } from '../model/probe.ts'
import { AcknowledgedWrites } from './acknowledged-writes.ts'
import { BlindWatch } from './blind-watch.ts'
import { httpProbe } from './http-probe.ts'
import { lookupLimits, Lookups } from './lookups.ts'
import { netProbe } from './net-probe.ts'
import type { Probe } from './probe.ts'
import { ProbeStream, type Recorder } from './probe-stream.ts'
import { LoopDelayWatch } from '../system/loop-delay.ts'
import { SqlProbe } from './sql-probe.ts'
import { startTicker } from './ticker.ts'
import { Timetable } from './timetable.ts'

const NS_PER_MS = 1e6

/** From the decision to start until the first slot, in milliseconds: long enough to be ready for it. */
const LEAD_MS = 20

/** How long after its timeout the last operation in flight may still report, in milliseconds. */
const SETTLE_MARGIN_MS = 100

/** How often the end of the operations in flight is looked for, in milliseconds. */
const SETTLE_POLL_MS = 5

/** How often the delay of the event loop is written down, in milliseconds. */
const LOOP_DELAY_EVERY_MS = 1_000

/** What probing writes down. */
interface ProbingRecorder extends Recorder {
  blind(fromNs: number, toNs: number): void
  loopDelay(nowNs: number, maxNs: number): void
}

/**
 * Runs all streams on one timetable:
 *
 *     ticker ──▶ timetable ──▶ intent ──▶ probe ──▶ outcome
 *        └─▶ blind watch └──▶ shed, at the in-flight cap
 *
 * @param now - nanoseconds since the start of the drill
 * @returns ends it: sends nothing any more, and waits (at most the longest timeout) for what is in flight
 */
export function startProbing(
  specs: readonly ProbeSpec[],
  recorder: ProbingRecorder,
  now: () => number,
): () => Promise<void> {
  const acknowledged = new AcknowledgedWrites(Math.max(...specs.map(({ stalenessMs = 0 }) => stalenessMs)) * NS_PER_MS)
  const limits = lookupLimits(specs)
  const probes = specs.map((spec, index) => probeFor(spec, new Lookups(limits[index])))
  const streams = specs.map((spec, index) => {
    return new ProbeStream(index, { spec, probe: probes[index] as Probe, recorder, acknowledged, now })
  })
  const shortestIntervalMs = Math.min(...specs.map(({ intervalMs }) => intervalMs))
  const blindWatch = new BlindWatch(now(), shortestIntervalMs * NS_PER_MS, (fromNs, toNs) =>
    recorder.blind(fromNs, toNs),
  )
  const loopDelay = new LoopDelayWatch()
  const delayTimer = setInterval(() => recorder.loopDelay(now(), loopDelay.takeMaxNs()), LOOP_DELAY_EVERY_MS)
  const timetable = new Timetable(now() + LEAD_MS * NS_PER_MS, specs)

  const stopTicking = startTicker({
    now,
    nextDueNs: () => timetable.nextDueNs,
    longestSleepMs: shortestIntervalMs / 2,
    onTick: (nowNs) => {
      blindWatch.tick(nowNs)
      for (let slot = timetable.take(nowNs); slot !== undefined; slot = timetable.take(nowNs)) {
        streams[slot.stream]?.run(slot)
      }
    },
  })

  return async function stop(): Promise<void> {
    stopTicking()
    clearInterval(delayTimer)
    recorder.loopDelay(now(), loopDelay.takeMaxNs())
    loopDelay.close()
    blindWatch.tick(now())
    const giveUpNs = now() + (Math.max(...specs.map(({ timeoutMs }) => timeoutMs)) + SETTLE_MARGIN_MS) * NS_PER_MS
    while (streams.some(({ inFlight }) => inFlight > 0) && now() < giveUpNs) await delay(SETTLE_POLL_MS)
    for (const probe of probes) probe.close()
  }
}

/** The probe of a stream, with connections and lookups of its own. */
export function probeFor(spec: ProbeSpec, lookups = new Lookups()): Probe {
  switch (spec.protocol) {
    case 'http':
      return httpProbe(spec, lookups)
    case 'sql':
      return new SqlProbe(spec, lookups)
    case 'net':
      return netProbe(spec, lookups)
  }
}
