import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import type { ClockOrigin } from '../model/clock.ts'
import type { NoiseSample } from '../model/noise.ts'
import { clocksSince, nowSince } from '../system/clock.ts'
import { cpuPressureUs } from '../system/cpu-pressure.ts'
import { LoopDelayWatch } from '../system/loop-delay.ts'

/** How often a sample is taken, in milliseconds. */
const EVERY_MS = 1_000

/**
 * Writes down, once a second, how busy the machine is and how both clocks go: what explains an interval that is wider
 * than one would like. A sample that cannot be written is left out: noise decides nothing.
 */
export class NoiseRecorder {
  readonly #file: string
  readonly #origin: ClockOrigin
  readonly #loopDelay = new LoopDelayWatch()
  readonly #timer: NodeJS.Timeout
  #last: { readonly atNs: number; readonly pressureUs: number | undefined }

  constructor(file: string, origin: ClockOrigin) {
    this.#file = file
    this.#origin = origin
    this.#last = { atNs: nowSince(origin), pressureUs: cpuPressureUs() }
    this.#timer = setInterval(() => this.#sample(), EVERY_MS)
    // It must not keep a process alive whose work is done.
    this.#timer.unref()
  }

  /** Takes a last sample and ends; idempotent. */
  stop(): void {
    if (this.#loopDelay.closed) return
    clearInterval(this.#timer)
    this.#sample()
    this.#loopDelay.close()
  }

  #sample(): void {
    const { monotonicNs: atNs, wallMs } = clocksSince(this.#origin)
    const pressureUs = cpuPressureUs()
    const { atNs: sinceNs, pressureUs: before } = this.#last
    const waitedNs = pressureUs === undefined || before === undefined ? undefined : (pressureUs - before) * 1e3
    const sample: NoiseSample = {
      atNs,
      wallMs,
      loopDelayNs: this.#loopDelay.takeMaxNs(),
      cpuPressure:
        waitedNs === undefined || atNs <= sinceNs ? null : Math.min(1, Math.max(0, waitedNs / (atNs - sinceNs))),
      loadPerCpu: (loadavg()[0] ?? 0) / availableParallelism(),
    }
    this.#last = { atNs, pressureUs }
    try {
      appendFileSync(this.#file, `${JSON.stringify(sample)}\n`)
    } catch {
      // See above.
    }
  }
}

/** Reads the samples back; a torn last line is left out. Empty where there are none. */
export function readNoise(file: string): NoiseSample[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as NoiseSample)
}
