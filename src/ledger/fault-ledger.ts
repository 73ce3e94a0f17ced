import { closeSync, fdatasyncSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { IntendedInjection, ResolvedTarget } from '../model/fault.ts'
import type { LedgerEntry, LedgerHeader, LedgerState } from './entries.ts'
import { encodeFrame } from './frame.ts'
import { replay } from './read-ledger.ts'

/** So many bytes of zeros stand ready behind the last frame, in bytes. Zeros are written: `ftruncate` reserves nothing. */
const RESERVE_BYTES = 64 * 1024

/**
 * The write-ahead file of intended injections. What is not in it was never injected; what is in it may have been.
 * Every entry is on disk (fdatasync) before the call returns.
 */
export class FaultLedger {
  readonly path: string
  readonly #header: LedgerHeader
  readonly #fd: number
  #offset: number
  #reservedUntil: number
  #nextInjection: number
  #epoch: number

  private constructor(path: string, fd: number, state: LedgerState, offset: number, reservedUntil: number) {
    this.path = path
    this.#fd = fd
    this.#header = state.header
    this.#offset = offset
    this.#reservedUntil = reservedUntil
    this.#epoch = state.epoch
    this.#nextInjection = Math.max(0, ...state.injections.map(({ injectionId }) => injectionId)) + 1
  }

  /** Creates the file with its header, on disk together with its folder's entry. */
  static create(path: string, header: LedgerHeader): FaultLedger {
    const fd = openSync(path, 'wx+', 0o600)
    writeSync(fd, Buffer.alloc(RESERVE_BYTES), 0, RESERVE_BYTES, 0)
    const frame = encodeFrame(header)
    writeSync(fd, frame, 0, frame.length, 0)
    fsyncSync(fd)
    syncFolder(dirname(path))
    const state: LedgerState = { header, epoch: 1, injections: [], processes: [], tail: 'clean' }
    return new FaultLedger(path, fd, state, frame.length, RESERVE_BYTES)
  }

  /**
   * Opens an existing ledger to go on with it, for a watchdog or a later process.
   *
   * @throws UnreadableLedgerError
   */
  static open(path: string): { readonly ledger: FaultLedger; readonly state: LedgerState } {
    const bytes = readFileSync(path)
    const { state, endOffset } = replay(path, bytes)
    const fd = openSync(path, 'r+')
    if (state.tail !== 'clean') {
      // What cannot be read must not swallow the frame that is written next.
      writeSync(fd, Buffer.alloc(bytes.length - endOffset), 0, bytes.length - endOffset, endOffset)
    }
    return { ledger: new FaultLedger(path, fd, state, endOffset, bytes.length), state }
  }

  get epoch(): number {
    return this.#epoch
  }

  /** Writes the intent to disk. Only this makes an {@link IntendedInjection}. */
  intend(target: ResolvedTarget): IntendedInjection {
    const injectionId = this.#nextInjection++
    this.append({ kind: 'intended', injectionId, epoch: this.#epoch, target })
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
    if (this.#offset + frame.length > this.#reservedUntil) {
      writeSync(this.#fd, Buffer.alloc(RESERVE_BYTES), 0, RESERVE_BYTES, this.#reservedUntil)
      this.#reservedUntil += RESERVE_BYTES
      fsyncSync(this.#fd)
    }
    writeSync(this.#fd, frame, 0, frame.length, this.#offset)
    this.#offset += frame.length
    fdatasyncSync(this.#fd)
  }

  close(): void {
    closeSync(this.#fd)
  }
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
