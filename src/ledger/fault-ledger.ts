import { readFileSync } from 'node:fs'
import type { IntendedInjection, ResolvedTarget } from '../model/fault.ts'
import type { LedgerEntry, LedgerHeader, LedgerState } from './entries.ts'
import { encodeFrame } from './frame.ts'
import { DISK, type LedgerDisk, type LedgerFile } from './ledger-disk.ts'
import { replay } from './read-ledger.ts'

/** So many bytes of zeros stand ready behind the last frame, in bytes. Zeros are written: `ftruncate` reserves nothing. */
const RESERVE_BYTES = 64 * 1024
/** What is kept free for the outcome and the undo of one injection, in bytes; the texts in it are cut to fit. */
const OUTCOME_BYTES = 12 * 1024

/**
 * The write-ahead file of intended injections. What is not in it was never injected; what is in it may have been.
 * Every entry is on disk (fdatasync) before the call returns.
 */
export class FaultLedger {
  readonly path: string
  readonly #header: LedgerHeader
  readonly #file: LedgerFile
  #offset: number
  #reservedUntil: number
  #nextInjection: number
  #epoch: number

  private constructor(path: string, file: LedgerFile, state: LedgerState, offset: number, reservedUntil: number) {
    this.path = path
    this.#file = file
    this.#header = state.header
    this.#offset = offset
    this.#reservedUntil = reservedUntil
    this.#epoch = state.epoch
    this.#nextInjection = Math.max(0, ...state.injections.map(({ injectionId }) => injectionId)) + 1
  }

  /** Creates the file with its header, on disk together with its folder's entry. */
  static create(path: string, header: LedgerHeader, disk: LedgerDisk = DISK): FaultLedger {
    // Twice, for without it nobody would know where to undo: no single damage takes it away.
    const frames = Buffer.concat([encodeFrame(header), encodeFrame(header)])
    const file = disk.create(path, Buffer.concat([frames, Buffer.alloc(RESERVE_BYTES - frames.length)]))
    const state: LedgerState = { header, epoch: 1, injections: [], processes: [], tail: 'clean' }
    return new FaultLedger(path, file, state, frames.length, RESERVE_BYTES)
  }

  /**
   * Opens an existing ledger to go on with it, for a watchdog or a later process.
   *
   * @throws UnreadableLedgerError
   */
  static open(path: string, disk: LedgerDisk = DISK): { readonly ledger: FaultLedger; readonly state: LedgerState } {
    const bytes = readFileSync(path)
    const { state, endOffset } = replay(path, bytes)
    const file = disk.open(path)
    if (state.tail !== 'clean') {
      // What cannot be read must not swallow the frame that is written next.
      file.write(Buffer.alloc(bytes.length - endOffset), endOffset)
    }
    return { ledger: new FaultLedger(path, file, state, endOffset, bytes.length), state }
  }

  get epoch(): number {
    return this.#epoch
  }

  /**
   * Writes the intent to disk, with room behind it in which its undo can be recorded even when the disk is full by then.
   * Only this makes an {@link IntendedInjection}.
   */
  intend(target: ResolvedTarget): IntendedInjection {
    const injectionId = this.#nextInjection
    const frame = encodeFrame({ kind: 'intended', injectionId, epoch: this.#epoch, target } satisfies LedgerEntry)
    this.#reserve(frame.length + injectionId * OUTCOME_BYTES)
    this.#write(frame)
    this.#nextInjection += 1
    return this.intention(injectionId, target)
  }

  /** The intention of an injection that this ledger holds already: what a rescuer passes to undo. */
  intention(injectionId: number, target: ResolvedTarget): IntendedInjection {
    const intended = { ...target, injectionId, epoch: this.#epoch, drillId: this.#header.drillId }
    return intended as unknown as IntendedInjection
  }

  /** Whoever takes over holds a higher epoch; injections of an older one are refused by the environment. */
  takeOver(by: string, reason: string): void {
    this.#epoch += 1
    this.append({ kind: 'epoch', epoch: this.#epoch, by, reason })
  }

  append(entry: LedgerEntry): void {
    const frame = encodeFrame(entry)
    this.#reserve(frame.length)
    this.#write(frame)
  }

  close(): void {
    this.#file.close()
  }

  #write(frame: Buffer): void {
    this.#file.write(frame, this.#offset)
    this.#offset += frame.length
    this.#file.sync()
  }

  /** Makes sure that so many bytes can be written without asking the disk for more. */
  #reserve(bytes: number): void {
    while (this.#offset + bytes > this.#reservedUntil) {
      this.#file.write(Buffer.alloc(RESERVE_BYTES), this.#reservedUntil)
      this.#file.sync()
      this.#reservedUntil += RESERVE_BYTES
    }
  }
}
