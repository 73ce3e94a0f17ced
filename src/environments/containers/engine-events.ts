import { z } from 'zod'
import { type ClockOffset, onOurClock, withAnswer } from '../../measure/far-clock.ts'
import { monotonicNow } from '../../system/clock.ts'
import type { Engine } from './engine/engine.ts'
import { SERVICE_LABEL } from './labels.ts'

/** What of a container's life is told, in the engine's own words. */
const TOLD = ['die', 'kill', 'oom', 'start', 'restart', 'health_status'] as const

/** What may have been cut off of the engine's time, in milliseconds: what a date of this language can hold. */
const RESOLUTION_MS = 1

/** How long an engine that has ended its answer is left alone, in milliseconds. */
const AGAIN_MS = 500

const event = z.object({
  Action: z.string(),
  timeNano: z.number(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()) }),
})

/** Something that the engine says has happened to a container. */
export interface EngineEvent {
  readonly action: (typeof TOLD)[number]
  readonly container: string
  readonly service: string
  /** What else it says: an exit code, a signal, the state of a health check. */
  readonly said: { readonly exitCode?: string; readonly signal?: string; readonly health?: string }
  /** When, on this machine's monotonic clock, in milliseconds. */
  readonly at: { readonly lo: number; readonly hi: number }
}

/**
 * What an engine does to the containers of a project, from the moment on in which it is watched. The engine dates it by its
 * own clock, which may be another machine's: that clock is asked after each event, and the event lies where both agree, and
 * not after it was heard. What cannot be placed so is left out.
 */
export class EngineEvents {
  readonly #engine: Pick<Engine, 'watch' | 'clock'>
  readonly #label: string
  readonly #heard: EngineEvent[] = []
  #offset: ClockOffset | undefined
  #unwatch: (() => void) | undefined
  #ended = false
  /** One after the other: in the order in which they were told. */
  #last: Promise<void> = Promise.resolve()

  constructor(engine: Pick<Engine, 'watch' | 'clock'>, label: string) {
    this.#engine = engine
    this.#label = label
  }

  /** Begins to listen, also again when the engine ends it. It attributes only: an engine that tells nothing is no error. */
  async watch(): Promise<void> {
    const hear = (json: string): void => {
      const heardMs = monotonicMs()
      this.#last = this.#last.then(() => this.#place(json, heardMs)).catch(() => {})
    }
    const lost = (): void => {
      if (!this.#ended) setTimeout(() => void this.watch(), AGAIN_MS).unref()
    }
    const unwatch = await this.#engine.watch(this.#label, TOLD, hear, lost).catch(() => undefined)
    if (this.#ended) unwatch?.()
    else this.#unwatch = unwatch
  }

  /** Everything that was heard so far, in the order in which it was told. */
  async told(): Promise<readonly EngineEvent[]> {
    await this.#last
    return this.#heard
  }

  close(): void {
    this.#ended = true
    this.#unwatch?.()
  }

  async #place(json: string, heardMs: number): Promise<void> {
    const parsed = event.safeParse(JSON.parse(json))
    if (!parsed.success) return
    const { Action, timeNano, Actor } = parsed.data
    const action = TOLD.find((known) => Action === known || Action.startsWith(`${known}:`))
    const service = Actor.Attributes[SERVICE_LABEL]
    if (action === undefined || service === undefined) return
    await this.#askClock()
    const engineMs = timeNano / 1e6
    const placed = onOurClock(this.#offset, { from: engineMs - RESOLUTION_MS, to: engineMs + RESOLUTION_MS })
    if (placed === undefined || placed.lo > heardMs) return
    const { exitCode, signal } = Actor.Attributes
    const health = Action.split(': ')[1]
    this.#heard.push({
      action,
      container: Actor.ID,
      service,
      said: {
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(signal === undefined ? {} : { signal }),
        ...(health === undefined ? {} : { health }),
      },
      at: { lo: placed.lo, hi: Math.min(placed.hi, heardMs) },
    })
  }

  async #askClock(): Promise<void> {
    const sentMs = monotonicMs()
    const dateMs = await this.#engine.clock()
    if (dateMs === undefined) return
    const answer = { sentMs, receivedMs: monotonicMs(), dateMs, resolutionMs: RESOLUTION_MS }
    this.#offset = withAnswer(this.#offset, answer)
  }
}

/** This machine's monotonic clock, in milliseconds. */
function monotonicMs(): number {
  return Number(BigInt(monotonicNow())) / 1e6
}
