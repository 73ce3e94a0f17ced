import type { Outcome } from '../model/operation.ts'
import type { ProbeSpec } from '../model/probe.ts'
import type { AcknowledgedWrites } from './acknowledged-writes.ts'
import type { Probe } from './probe.ts'
import type { Slot } from './timetable.ts'

const NS_PER_MS = 1e6

/** What a stream writes down; the writer of a history has this shape. */
export interface Recorder {
  /** The intent of a write must be safe from the death of this process when this returns. */
  intent(stream: number, seq: number, scheduledNs: number, sentNs: number): void
  outcome(
    stream: number,
    seq: number,
    completedNs: number,
    outcome: Exclude<Outcome, 'shed'>,
    errorClass: string,
    servedBy: string,
    value?: number,
    database?: string,
  ): void
  shed(stream: number, seq: number, scheduledNs: number): void
}

export interface ProbeStreamParts {
  readonly spec: ProbeSpec
  readonly probe: Probe
  readonly recorder: Recorder
  /** Shared by the streams of a prober: a read is checked against what the writes of another stream have achieved. */
  readonly acknowledged: AcknowledgedWrites
  /** Nanoseconds since the start of the drill. */
  readonly now: () => number
}

/**
 * One stream of operations: intent, send, outcome. A request that hangs delays none that follows, until the in-flight cap
 * (or that of lookups, which outlive their requests) is reached; from then on slots are written as `shed`, so that the
 * history still has an entry for each.
 */
export class ProbeStream {
  readonly #index: number
  readonly #parts: ProbeStreamParts
  #inFlight = 0

  constructor(index: number, parts: ProbeStreamParts) {
    this.#index = index
    this.#parts = parts
  }

  get inFlight(): number {
    return this.#inFlight
  }

  /** Does what the timetable planned, or writes down that it was not done. */
  run({ seq, scheduledNs }: Slot): void {
    const { spec, probe, recorder, acknowledged, now } = this.#parts
    if (this.#inFlight >= spec.inFlightCap || probe.full?.() === true) {
      recorder.shed(this.#index, seq, scheduledNs)
      return
    }
    this.#inFlight++
    const sentNs = now()
    const atLeastSeq = acknowledged.newestAt(spec.writer, sentNs - (spec.stalenessMs ?? 0) * NS_PER_MS)
    // Before sending: a write that is found later must have been attempted, also if this process is killed in between.
    recorder.intent(this.#index, seq, scheduledNs, sentNs)
    probe.send(seq, atLeastSeq, ({ outcome, errorClass, servedBy, value, database }) => {
      const completedNs = now()
      this.#inFlight--
      if (spec.kind === 'write' && outcome === 'ok') acknowledged.add(spec.writer, seq, completedNs)
      recorder.outcome(this.#index, seq, completedNs, outcome, errorClass, servedBy, value, database)
    })
  }
}
