import { HistoryFormatError, type History } from './format.ts'
import { HistoryTail } from './history-tail.ts'

/**
 * Reads a whole history back, also after a crash of its writer: a torn last line is left out and reported, an intent
 * without an outcome is `info`.
 *
 * @throws HistoryFormatError when the file is not a history or was changed; the file system's error when it cannot be read
 */
export async function readHistory(path: string): Promise<History> {
  const tail = await HistoryTail.open(path)
  try {
    const history = await tail.poll()
    if (history === undefined) throw new HistoryFormatError(path, 1, 'there is no header: the writer died at once')
    return history
  } finally {
    await tail.close()
  }
}
