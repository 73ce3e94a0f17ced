import { spawnWithLifeline } from '../system/lifeline.ts'
import { signalGroup } from '../system/process-group.ts'
import { durationMs, formatMs } from '../model/duration.ts'
import type { StopConditions, StopLimit, WatchedPhase } from '../model/stop-conditions.ts'
import type { Reason } from '../model/verdict.ts'
import type { LiveStream } from '../report/live.ts'
import { OVER_DEFAULT } from '../scenario/stop-schema.ts'
import type { DrillEvent, Phase } from './events.ts'

/** How often a team's own condition is asked, and how long it may take. */
const EVERY = '5s'
const TIMEOUT = '5s'

export interface StopTools {
  readonly conditions: StopConditions
  /** Ids of the streams on which limits are held. */
  readonly judged: ReadonlySet<string>
  readonly stop: (reason: Reason) => void
  /** Milliseconds of any clock that never goes back. */
  readonly now: () => number
}

/** Looks all the time whether a drill must be ended before its time. */
export class StopWatch {
  readonly #tools: StopTools
  /** Since when each limit has been broken without a break. */
  readonly #brokenSince = new Map<StopLimit, number>()
  #phase: Phase | undefined
  #longest: NodeJS.Timeout | undefined
  #asking: NodeJS.Timeout | undefined
  #over = false

  constructor(tools: StopTools) {
    this.#tools = tools
  }

  /** @param elapsedMs - how long the drill has been running already */
  start(elapsedMs: number): void {
    const { longest } = this.#tools.conditions
    if (longest === undefined) return
    const stop = (): void => this.#stop(`the drill took longer than ${longest}`)
    this.#longest = setTimeout(stop, Math.max(0, durationMs(longest) - elapsedMs))
  }

  /** To be told of every event of the drill. */
  readonly onEvent = (event: DrillEvent): void => {
    if (event.kind !== 'phase' || this.#over) return
    this.#phase = event.state === 'begin' ? event.phase : undefined
    this.#brokenSince.clear()
    if (event.phase === 'undo') this.end()
    if (event.phase === 'steady-state' && event.state === 'begin') void this.#ask()
  }

  /** To be told how the streams do. */
  readonly onSample = (streams: readonly LiveStream[]): void => {
    for (const limit of this.#tools.conditions.limits ?? []) this.#hold(limit, streams)
  }

  /** From the undo on nothing is stopped any more. */
  end(): void {
    this.#over = true
    clearTimeout(this.#longest)
    clearTimeout(this.#asking)
  }

  #hold(limit: StopLimit, streams: readonly LiveStream[]): void {
    const now = this.#tools.now()
    const broken = limit.phases.some((phase: WatchedPhase) => phase === this.#phase)
      ? streams.filter(({ id }) => this.#tools.judged.has(id)).flatMap((stream) => breach(limit, stream))
      : []
    const [first] = broken
    if (first === undefined) {
      this.#brokenSince.delete(limit)
      return
    }
    const since = this.#brokenSince.get(limit) ?? now
    this.#brokenSince.set(limit, since)
    const overMs = durationMs(limit.over ?? OVER_DEFAULT)
    if (now - since >= overMs) this.#stop(`${first} for ${formatMs(overMs)} in the phase ${this.#phase}`)
  }

  async #ask(): Promise<void> {
    const condition = this.#tools.conditions.while
    if (condition === undefined || this.#over) return
    const { command, every = EVERY, timeout = TIMEOUT } = condition
    const refusal = await answerOf(command, durationMs(timeout))
    if (refusal !== undefined) this.#stop(`the condition '${command}' does not hold any more: it ${refusal}`)
    else if (!this.#over) this.#asking = setTimeout(() => void this.#ask(), durationMs(every))
  }

  #stop(text: string): void {
    if (this.#over) return
    this.end()
    this.#tools.stop({ code: 'stopped', text })
  }
}

function breach({ errorRate, latency }: StopLimit, { id, badShare, medianMs }: LiveStream): string[] {
  const found: string[] = []
  if (errorRate !== undefined && badShare !== null && badShare > errorRate) {
    found.push(`more than ${errorRate * 100} % of the probes of ${id} were bad`)
  }
  if (latency !== undefined && medianMs !== undefined && medianMs > durationMs(latency)) {
    found.push(`the median service time of ${id} was above ${latency}`)
  }
  return found
}

/** @returns how it failed; undefined when it ended with 0 */
function answerOf(command: string, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawnWithLifeline('/bin/sh', ['-c', command], {
      env: process.env,
      stdout: 'ignore',
      stderr: 'ignore',
    })
    const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), timeoutMs)
    child.once('error', (error) => {
      clearTimeout(timer)
      resolve(`could not be started: ${error.message}`)
    })
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve(undefined)
      else resolve(signal === null ? `ended with code ${code}` : `did not answer within ${timeoutMs} ms`)
    })
  })
}
