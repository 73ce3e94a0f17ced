import type { K6Way } from './resolve.ts'

/** What a source may use. */
export interface BuildContext {
  readonly env: NodeJS.ProcessEnv
  /** An empty folder on the file system of the cache; removed afterwards. */
  readonly folder: string
  readonly signal: AbortSignal
}

/** A place from which a k6 can be had that is not on this machine yet. */
export interface K6Source {
  readonly way: K6Way
  /** What obtaining it means, for the progress display. */
  readonly text: string
  /**
   * Puts a binary somewhere into the folder.
   *
   * @returns its path
   * @throws SourceUnavailableError when this source gives nothing here; the next one is tried
   */
  obtain(context: BuildContext): Promise<string>
}

/** This source gives no k6 here; the message says why. */
export class SourceUnavailableError extends Error {
  override readonly name = 'SourceUnavailableError'
}
