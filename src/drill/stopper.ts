import { RefusedError } from '../environments/environment.ts'
import type { Reason } from '../model/verdict.ts'
import { DrillStop } from './context.ts'

/** The one place that decides that a drill cannot go on: the first reason counts, later ones change nothing. */
export class Stopper {
  readonly #controller = new AbortController()
  readonly #emit: (event: { kind: 'problem'; reason: Reason }) => void
  #settled = false

  constructor(emit: (event: { kind: 'problem'; reason: Reason }) => void, outer: AbortSignal) {
    this.#emit = emit
    const interrupt = (): void => {
      this.stop({ code: 'interrupted', text: `the drill was interrupted (${String(outer.reason)})` })
    }
    if (outer.aborted) interrupt()
    else outer.addEventListener('abort', interrupt, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** The drill ends early: undo, but wait for nothing and do not read back. */
  get stopped(): boolean {
    return this.#controller.signal.aborted
  }

  stop(reason: Reason): void {
    if (this.#settled || this.#controller.signal.aborted) return
    this.#emit({ kind: 'problem', reason })
    this.#controller.abort(new DrillStop(reason))
  }

  /** An error that came out of a phase: the reason itself, an echo of {@link stop}, or something unforeseen. */
  fail(error: unknown): void {
    if (this.#controller.signal.aborted) return
    if (error instanceof DrillStop) {
      this.stop(error.reason)
      return
    }
    if (error instanceof RefusedError) {
      this.stop({ code: 'guard-refused', text: error.message })
      return
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.stop({ code: 'internal-error', text })
  }

  /** From here on the ends of our own processes are expected. */
  settle(): void {
    this.#settled = true
  }
}
