import { closeSync, openSync, writeSync } from 'node:fs'
import type { ClockOrigin } from '../model/clock.ts'
import { OUTCOMES, type Outcome, type StreamInfo } from '../model/operation.ts'
import { HISTORY_VERSION, HistoryWriteError, type HistoryHeader } from './format.ts'

/** How long a line may wait in memory, in milliseconds: what a killed prober may lose of outcomes and of reads. */
const FLUSH_AFTER_MS = 5
/** How many characters may wait in memory. */
const FLUSH_ABOVE_CHARS = 64 * 1_024

/**
 * Writes a history from the process that probes.
 *
 * What is guaranteed when the process is killed (SIGKILL; the operating system stays up):
 * - The intent of a **write** has been handed to the operating system when {@link intent} returns. Call it before
 *   sending, and no write can reach the service without a trace in the history: a phantom is then a real one.
 * - Everything else waits in memory for at most about 5 ms or 64 KiB. An outcome that is lost turns its intent into
 *   `info`, never into `fail`; a read that is lost is a missing slot, which makes the edge that it touches unknown.
 * - Lines are written whole and in order; only the last one can be torn.
 *
 * Nothing is synced to disk: a crash of the machine ends the drill anyway, and the ledger, which must survive it, syncs.
 * One flush is one small synchronous write into the page cache (some ten microseconds), so it does not delay a probe.
 */
export class HistoryWriter {
  readonly #path: string
  readonly #descriptor: number
  readonly #isWrite: readonly boolean[]
  #buffer = ''
  #timer: NodeJS.Timeout | undefined
  #closed = false

  private constructor(path: string, descriptor: number, streams: readonly StreamInfo[]) {
    this.#path = path
    this.#descriptor = descriptor
    this.#isWrite = streams.map(({ kind }) => kind === 'write')
  }

  /**
   * Creates the file; an existing one is evidence and is never overwritten.
   *
   * @throws HistoryWriteError
   */
  static create(
    path: string,
    { origin, streams }: { readonly origin: ClockOrigin; readonly streams: readonly StreamInfo[] },
  ): HistoryWriter {
    const header: HistoryHeader = { blackstart: 'history', version: HISTORY_VERSION, origin, streams }
    try {
      const writer = new HistoryWriter(path, openSync(path, 'ax', 0o644), streams)
      writer.#buffer = `${JSON.stringify(header)}\n`
      writer.flush()
      return writer
    } catch (cause) {
      if (cause instanceof HistoryWriteError) throw cause
      throw new HistoryWriteError(path, { cause })
    }
  }

  /** Call before sending. For a write stream the intent is with the operating system when this returns. */
  intent(stream: number, seq: number, scheduledNs: number, sentNs: number): void {
    this.#append(`["i",${stream},${seq},${scheduledNs},${sentNs}]\n`)
    if (this.#isWrite[stream] === true) this.flush()
  }

  /**
   * @param errorClass - row of the classification table; empty for `ok`
   * @param value - what a read returned
   * @param database - what acknowledged a write; empty where it did not say
   */
  outcome(
    stream: number,
    seq: number,
    completedNs: number,
    outcome: Outcome,
    errorClass = '',
    servedBy = '',
    value?: number,
    database = '',
  ): void {
    // What is empty at the end is left out: most lines of a history are outcomes.
    const details = [errorClass, servedBy, value ?? '', database]
    while (details.at(-1) === '') details.pop()
    const texts = details.map((detail) => `,${JSON.stringify(detail)}`).join('')
    this.#append(`["o",${stream},${seq},${completedNs},${OUTCOMES.indexOf(outcome)}${texts}]\n`)
  }

  /** A slot of the timetable that was never sent, because the in-flight cap was reached. */
  shed(stream: number, seq: number, scheduledNs: number): void {
    this.#append(`["s",${stream},${seq},${scheduledNs}]\n`)
  }

  /** The prober's own ticks were further apart than the probe interval. */
  blind(fromNs: number, toNs: number): void {
    this.#append(`["b",${fromNs},${toNs}]\n`)
  }

  /** How late the prober's event loop ran at worst since the last such line. */
  loopDelay(nowNs: number, maxNs: number): void {
    this.#append(`["l",${nowNs},${maxNs}]\n`)
  }

  /** Says that the history ends here on purpose. */
  end(nowNs: number): void {
    this.#append(`["e",${nowNs}]\n`)
    this.flush()
  }

  /** Hands everything that waits to the operating system. @throws HistoryWriteError */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#buffer === '') return
    const bytes = Buffer.from(this.#buffer)
    this.#buffer = ''
    try {
      // A write may take only a part, for example when the disk is nearly full.
      for (let from = 0; from < bytes.length; from += writeSync(this.#descriptor, bytes, from));
    } catch (cause) {
      throw new HistoryWriteError(this.#path, { cause })
    }
  }

  /** Flushes and closes; idempotent. Without {@link end} before it, the history reads as broken off. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    try {
      this.flush()
    } finally {
      closeSync(this.#descriptor)
    }
  }

  #append(line: string): void {
    this.#buffer += line
    if (this.#buffer.length > FLUSH_ABOVE_CHARS) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_AFTER_MS)
  }
}
