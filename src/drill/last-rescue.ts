import { existsSync } from 'node:fs'
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
  const [newest] = listRecords(reportsFolder)
  if (newest === undefined) return undefined
  try {
    const { header, closedBy, injections } = readLedger(newest.ledger)
    if (closedBy === undefined || !RESCUERS.has(closedBy)) return undefined
    const undone = injections.filter(({ state }) => state === 'confirmed').length
    const report = existsSync(newest.html) ? newest.html : undefined
    return { drillId: header.drillId, by: closedBy, undone, injections: injections.length, report }
  } catch {
    // Whether something is left was said before; this only tells the story.
    return undefined
  }
}

/** Those who act while nobody looks on. */
const RESCUERS: ReadonlySet<string> = new Set(['watchdog', 'next start'])
