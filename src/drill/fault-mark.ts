import type { FaultMark } from '../model/evidence.ts'
import { formatMs } from '../model/duration.ts'
import type { Reason } from '../model/verdict.ts'
import { monotonicNow, nowSince, sinceOrigin } from '../system/clock.ts'
import type { MarkKeeper, MeasuringContext } from './context.ts'
import { scrub } from '../system/secrets.ts'
import { runMarkCommand } from './mark-command.ts'
import type { ObservationPlan } from './record.ts'

/** A command can fail after it has broken something, or because of it: so it is watched on, though nothing is concluded. */
const BROKEN_OR_NOT =
  '; whether it broke anything is not known, so nothing will be concluded. Let it end with 0 once it has (for example: …; true)'

/** A person who says by a key press when the fault happens. */
export interface FaultKey {
  /**
   * Listens from now on: a press that came before anybody was asked for one marks nothing.
   *
   * @returns the first press, by the machine's monotonic clock, nanoseconds as decimal text. Never rejects.
   */
  arm(): Promise<string>
}

/** Where the moment of the fault comes from; empty: it stays unknown. */
export interface MarkSource {
  /** Breaks the system; its start and its end bracket the fault. */
  readonly command?: string
  /** Says with 0 that the fault is in force, right after {@link command}. */
  readonly verify?: string
  readonly key?: FaultKey
}

/** How the moment of somebody else's fault becomes known, and kept in the record as soon as it is. */
export class FaultMarker {
  readonly #context: MeasuringContext
  readonly #plan: ObservationPlan
  readonly #marks: MarkKeeper
  #mark: FaultMark | undefined
  #running: AbortController | undefined

  constructor(context: MeasuringContext, plan: ObservationPlan, marks: MarkKeeper) {
    this.#context = context
    this.#plan = plan
    this.#marks = marks
  }

  get mark(): FaultMark | undefined {
    return this.#mark
  }

  /** A command that breaks the system is still at it. */
  get busy(): boolean {
    return this.#running !== undefined
  }

  /** Starts the command, or waits for the key. */
  start({ command, verify, key }: MarkSource): void {
    if (command !== undefined) {
      this.#running = new AbortController()
      this.#run(command, verify, this.#running.signal)
        .catch((error: unknown) => this.#context.emit({ kind: 'problem', reason: asReason(error) }))
        .finally(() => (this.#running = undefined))
    } else if (key !== undefined) {
      key
        .arm()
        .then((atNs) => this.#press(atNs))
        .catch((error: unknown) => this.#context.emit({ kind: 'problem', reason: asReason(error) }))
    }
  }

  /** Ends a command that is still running; then nothing says when the fault was over. */
  stop(): void {
    this.#running?.abort()
  }

  async #run(command: string, verify: string | undefined, signal: AbortSignal): Promise<void> {
    const { plan, emit } = this.#context
    const { secrets } = this.#plan
    const shown = `'${scrub(command, secrets)}'`
    const askedNs = nowSince(plan.origin)
    this.#set({ by: 'command', askedNs, text: `${shown} has not ended` })
    emit({ kind: 'note', text: `the fault: ${shown}` })
    const end = await runMarkCommand(command, plan.drillId, secrets, signal)
    const returnedNs = nowSince(plan.origin)
    if (signal.aborted) return
    const mark: FaultMark = {
      by: 'command',
      askedNs,
      returnedNs,
      text: `${shown} ${end.text}`,
      ...(end.ok ? {} : { error: end.text }),
    }
    this.#set(mark)
    emit({ kind: 'note', text: `the command that breaks ${end.text}${end.ok ? '' : BROKEN_OR_NOT}` })
    if (!end.ok || verify === undefined) return
    const verified = await runMarkCommand(verify, plan.drillId, secrets, signal)
    const text = `'${scrub(verify, secrets)}' ${verified.text}`
    this.#set({ ...mark, proof: { holds: verified.ok, text, observedAtNs: monotonicNow() } })
    emit({ kind: 'note', text: `${verified.ok ? 'in force' : 'NOT in force'}: ${text}` })
  }

  #press(atNs: string): void {
    const { plan, emit } = this.#context
    const { humanErrorMs } = this.#plan
    const pressedNs = sinceOrigin(plan.origin, atNs)
    const text = `a person pressed a key, exact to ${formatMs(humanErrorMs)} to either side`
    this.#set({
      by: 'key',
      askedNs: pressedNs - humanErrorMs * 1e6,
      returnedNs: pressedNs + humanErrorMs * 1e6,
      text,
    })
    emit({ kind: 'note', text: `the fault is marked: ${text}` })
  }

  #set(mark: FaultMark): void {
    this.#mark = mark
    this.#marks.set({ fault: mark })
  }
}

function asReason(error: unknown): Reason {
  return { code: 'internal-error', text: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
