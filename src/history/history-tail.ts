import { open, type FileHandle } from 'node:fs/promises'
import type { History } from './format.ts'
import { HistoryDecoder } from './history-decoder.ts'

/** How much is read at once. */
const CHUNK_BYTES = 1_024 * 1_024

/** Follows a history while another process writes it. */
export class HistoryTail {
  readonly #file: FileHandle
  readonly #decoder: HistoryDecoder
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  #offset = 0

  private constructor(path: string, file: FileHandle) {
    this.#file = file
    this.#decoder = new HistoryDecoder(path)
  }

  /** @throws the file system's error when there is no such file yet */
  static async open(path: string): Promise<HistoryTail> {
    return new HistoryTail(path, await open(path, 'r'))
  }

  /**
   * Reads what was appended since the last call; costs nothing for what was read before. Not to be called again before
   * it has resolved.
   *
   * @returns the history so far, on growing memory (see `OperationTableBuilder.build`); undefined before its header is
   * there. `truncated` only means here that the writer is in the middle of a line.
   * @throws HistoryFormatError
   */
  async poll(): Promise<History | undefined> {
    for (;;) {
      const { bytesRead } = await this.#file.read(this.#chunk, 0, CHUNK_BYTES, this.#offset)
      if (bytesRead === 0) return this.#decoder.history()
      this.#offset += bytesRead
      this.#decoder.push(this.#chunk.subarray(0, bytesRead))
    }
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}
