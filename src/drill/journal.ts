import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { ClockOrigin } from '../model/clock.ts'
import { nowSince } from '../system/clock.ts'
import type { DrillEvent, JournalEntry } from './events.ts'

/**
 * The story of a drill as it happened, one JSON object a line. Unlike the ledger it is for reading, not for undoing, so a
 * line that the disk does not take keeps nobody from going on: it is written with the next one.
 */
export class Journal {
  #pending = ''
  readonly #path: string
  readonly #origin: ClockOrigin
  readonly #by: string

  constructor(path: string, origin: ClockOrigin, by: string) {
    this.#path = path
    this.#origin = origin
    this.#by = by
    // Whoever wrote before us may have been killed in the middle of a line.
    if (existsSync(path) && !/(^|\n)$/.test(readFileSync(path, 'utf8'))) this.#pending = '\n'
  }

  write(event: DrillEvent): JournalEntry {
    const entry: JournalEntry = { atNs: nowSince(this.#origin), by: this.#by, ...event }
    this.#pending += `${JSON.stringify(entry)}\n`
    try {
      appendFileSync(this.#path, this.#pending)
      this.#pending = ''
    } catch {
      // A report needs more room than a line: without it the drill ends without one, and says so.
    }
    return entry
  }
}

/** Reads a journal; a line that a crash or a full disk has torn is left out. */
export function readJournal(path: string): JournalEntry[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.slice(0, -1).flatMap((line) => parseEntry(line) ?? [])
}

function parseEntry(line: string): JournalEntry | undefined {
  try {
    return JSON.parse(line) as JournalEntry
  } catch {
    return undefined
  }
}
