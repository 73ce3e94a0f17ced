import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { IntendedInjection, ResolvedTarget } from '../model/fault.ts'
import type { LedgerEntry, LedgerHeader, LedgerInjection, LedgerState } from './entries.ts'
import { encodeFrame } from './frame.ts'
import { DISK, type LedgerDisk, type LedgerFile } from './ledger-disk.ts'
import { readLedger, replay, stateAfter } from './read-ledger.ts'

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
  /** What is on disk, as this process knows it: the disk may lose it. */
  readonly #entries: LedgerEntry[]
  #offset: number
  #reservedUntil: number
  #nextInjection: number
  #epoch: number

  private constructor(
    path: string,
    file: LedgerFile,
    { state, entries, endOffset }: ReturnType<typeof replay>,
    reservedUntil: number,
  ) {
    this.path = path
    this.#entries = [...entries]
    this.#file = file
    this.#header = state.header
    this.#offset = endOffset
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
    return new FaultLedger(path, file, { state, entries: [], endOffset: frames.length }, RESERVE_BYTES)
  }

  /**
   * Opens an existing ledger to go on with it, for a watchdog or a later process. Unreadable bytes at its end are kept
   * in a file of their own beside it ({@link tornBytesOf}).
   *
   * @throws UnreadableLedgerError
   */
  static open(path: string, disk: LedgerDisk = DISK): { readonly ledger: FaultLedger; readonly state: LedgerState } {
    const bytes = readFileSync(path)
    const replayed = replay(path, bytes)
    const { state, endOffset } = replayed
    const file = disk.open(path)
    if (state.tail !== 'clean') {
      keepTornBytes(path, bytes.subarray(endOffset))
      // What cannot be read must not swallow the frame that is written next.
      file.write(Buffer.alloc(bytes.length - endOffset), endOffset)
    }
    return { ledger: new FaultLedger(path, file, replayed, bytes.length), state }
  }

  /** Every injection that was intended, from memory: what was intended is undone, also when the disk has lost it. */
  get injections(): readonly LedgerInjection[] {
    return stateAfter(this.#header, this.#entries).injections
  }

  /**
   * Whether a rescuer would find in the file what this process knows.
   *
   * @returns what is wrong with it, in words; undefined when all is well
   */
  damage(): string | undefined {
    try {
      const { tail, injections } = readLedger(this.path)
      if (tail !== 'clean') return `the fault ledger ${this.path} is ${tail}`
      const found = new Set(injections.map(({ injectionId }) => injectionId))
      const lost = this.injections.filter(({ injectionId }) => !found.has(injectionId)).length
      return lost === 0 ? undefined : `the fault ledger ${this.path} has lost ${lost} of its intents`
    } catch (error) {
      return `the fault ledger ${this.path} cannot be read: ${error instanceof Error ? error.message : String(error)}`
    }
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
    const entry: LedgerEntry = { kind: 'intended', injectionId, epoch: this.#epoch, target }
    const frame = encodeFrame(entry)
    this.#reserve(frame.length + injectionId * OUTCOME_BYTES)
    this.#write(frame)
    this.#entries.push(entry)
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
    this.#entries.push(entry)
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

/** Where the bytes are kept that stood unreadable at the end of a ledger when somebody went on with it. */
export function tornBytesOf(path: string): string {
  return `${path}.torn`
}

function keepTornBytes(path: string, rest: Buffer): void {
  const kept = tornBytesOf(path)
  const used = rest.subarray(0, rest.findLastIndex((byte) => byte !== 0) + 1)
  try {
    // The first ones are the evidence; a rescuer that died may have left more.
    if (used.length > 0 && !existsSync(kept)) writeFileSync(kept, used, { mode: 0o600 })
  } catch {
    // A full disk keeps nobody from undoing.
  }
}
