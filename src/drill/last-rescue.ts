import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { LedgerState } from '../ledger/entries.ts'
import { readLedger } from '../ledger/read-ledger.ts'
import { listRecords } from './record.ts'

/** How a drill ended whose harness did not live to say it. */
export interface LastRescue {
  readonly drillId: string
  /** Who ended it: `watchdog`, `next start`. */
  readonly by: string
  readonly undone: number
  readonly injections: number
  /** Path of its report; undefined when it has none. */
  readonly report: string | undefined
}

/** Of the newest drill in a folder; undefined when its own harness, or a person, has ended it. */
export function lastRescue(reportsFolder: string): LastRescue | undefined {
  for (const record of listRecords(reportsFolder)) {
    const ledger = readable(record.ledger)
    // A record that somebody keeps under another name, as an example, is none of the last drill.
    if (ledger === undefined || ledger.header.drillId !== basename(record.path)) continue
    const { header, closedBy, injections } = ledger
    if (closedBy === undefined || !RESCUERS.has(closedBy)) return undefined
    const undone = injections.filter(({ state }) => state === 'confirmed').length
    const report = existsSync(record.html) ? record.html : undefined
    return { drillId: header.drillId, by: closedBy, undone, injections: injections.length, report }
  }
  return undefined
}

/** Whether something is left was said before; this only tells the story. */
function readable(path: string): LedgerState | undefined {
  try {
    return readLedger(path)
  } catch {
    return undefined
  }
}

/** Those who act while nobody looks on. */
const RESCUERS: ReadonlySet<string> = new Set(['watchdog', 'next start'])
