import { createLogUpdate } from 'log-update'
import type { JournalEntry } from '../drill/events.ts'
import { DRILL_PHASES, type Phase } from '../drill/events.ts'
import type { DrillPlan } from '../drill/record.ts'
import { formatMs } from '../model/duration.ts'
import { type LivePhase, type LiveState, type LiveStream, renderLive } from '../report/live.ts'
import { viewFor } from '../report/paint.ts'

/** How often the live view is drawn, in milliseconds. */
const DRAW_MS = 250

/** What may be seen in a blind rehearsal: from the steady state on, every change would tell something. */
const BEFORE_FAULT = ['environment', 'warm-up', 'steady-state'] as const satisfies readonly Phase[]

interface PhaseTime {
  beganMs?: number
  endedMs?: number
  failed?: boolean
}

/**
 * A drill as it happens, on standard error: on a terminal one frame that is redrawn, elsewhere a line an event.
 * Standard output stays free for the result.
 */
export class DrillView {
  readonly #plan: DrillPlan
  readonly #place: string
  readonly #phaseNames: readonly Phase[]
  readonly #update = process.stderr.isTTY ? createLogUpdate(process.stderr) : undefined
  readonly #startedAt = performance.now()
  readonly #phases = new Map<Phase, PhaseTime>()
  readonly #messages: string[] = []
  #streams: readonly LiveStream[] = []
  #hidden = false
  /** A blind rehearsal: whoever watches must not learn what breaks before the alarm tells. */
  #secret: boolean
  #timer: NodeJS.Timeout | undefined

  /** @param phases - those that there will be */
  constructor(plan: DrillPlan, phases: readonly Phase[] = DRILL_PHASES) {
    this.#plan = plan
    this.#secret = plan.rehearsal?.blind === true
    this.#phaseNames = phases
    const profile = plan.settings['profile']
    this.#place = typeof profile === 'string' ? `${plan.environment}:${profile}` : plan.environment
    if (this.#update === undefined) return
    this.#timer = setInterval(() => this.#draw(), DRAW_MS)
    this.#timer.unref()
  }

  readonly onEvent = (entry: JournalEntry): void => {
    const atMs = entry.atNs / 1e6
    if (entry.kind === 'phase') {
      const phase = this.#phases.get(entry.phase) ?? {}
      if (entry.state === 'begin') phase.beganMs = atMs
      else phase.endedMs = atMs
      this.#phases.set(entry.phase, phase)
      if (this.#update === undefined && entry.state === 'begin') this.#line(atMs, entry.phase)
      return
    }
    if (entry.kind === 'problem') {
      for (const phase of this.#phases.values()) if (phase.endedMs === undefined) phase.failed = true
    }
    const text = messageOf(entry)
    this.#messages.push(text)
    if (this.#update === undefined) this.#line(atMs, `  ${text}`)
  }

  readonly onSample = (streams: readonly LiveStream[]): void => {
    this.#streams = streams
  }

  /** Keeps off the screen while somebody else needs it. */
  async whileHidden<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#hidden = true
    this.#update?.clear()
    try {
      return await work()
    } finally {
      this.#hidden = false
      // Whoever took the screen has told what there is to tell.
      this.#secret = false
    }
  }

  /** Leaves the last frame on the screen. */
  close(): void {
    clearInterval(this.#timer)
    if (this.#update === undefined) return
    this.#draw()
    this.#update.done()
  }

  #line(atMs: number, text: string): void {
    process.stderr.write(`${formatMs(Math.round(atMs / 100) * 100).padStart(8)}  ${text}\n`)
  }

  #draw(): void {
    if (this.#hidden) return
    const elapsedMs = performance.now() - this.#startedAt
    const state = this.#secret ? this.#secretState(elapsedMs) : this.#state(elapsedMs)
    this.#update?.(renderLive(state, viewFor(process.stderr, process.env)).trimEnd())
  }

  #state(elapsedMs: number): LiveState {
    return {
      title: this.#plan.scenario.title,
      scenario: this.#plan.scenarioName,
      place: this.#place,
      elapsedMs,
      phases: this.#phaseNames.map((name) => this.#phase(name, elapsedMs)),
      streams: this.#streams,
      messages: this.#messages,
    }
  }

  #secretState(elapsedMs: number): LiveState {
    return {
      title: 'You are on call',
      scenario: 'a blind rehearsal',
      place: this.#place,
      elapsedMs,
      phases: BEFORE_FAULT.map((name) => this.#phase(name, elapsedMs)),
      streams: [],
      messages: ['Something will break. Wait for the alarm.'],
    }
  }

  #phase(name: Phase, elapsedMs: number): LivePhase {
    const time = this.#phases.get(name)
    if (time?.beganMs === undefined) return { name, state: 'waiting' }
    const state = time.endedMs === undefined ? 'running' : time.failed === true ? 'failed' : 'done'
    return { name, state, elapsedMs: Math.max(0, (time.endedMs ?? elapsedMs) - time.beganMs) }
  }
}

function messageOf(entry: Exclude<JournalEntry, { kind: 'phase' }>): string {
  if (entry.kind === 'problem') return `${entry.reason.code}: ${entry.reason.text}`
  if (entry.kind === 'person') {
    return `${entry.step === undefined ? '' : `step ${entry.step}, `}${entry.act}: ${entry.text}`
  }
  if (entry.kind === 'undo') return `${entry.undone ? 'undone' : 'NOT UNDONE'}: ${entry.text}`
  return entry.text
}
