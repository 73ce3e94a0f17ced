import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readLedger } from '../ledger/read-ledger.ts'
import { type IndexEntry, renderIndex } from '../report/html/index-page.ts'
import type { Report } from '../report/schema.ts'
import { type DrillPlan, type RecordFolder, listRecords, readJson } from './record.ts'

/** So many drills are on an index, the newest first. */
const MOST_ENTRIES = 100

/**
 * Writes `index.html` into a reports folder: all its drills on one page, each with a link to its own. A record without a
 * report, or with one that cannot be read, is listed as what it is: a drill without a verdict.
 *
 * @returns path of the page
 */
export function writeIndex(reportsFolder: string): string {
  const entries = listRecords(reportsFolder)
    .filter((folder) => !isCopy(folder))
    .slice(0, MOST_ENTRIES)
    .map((folder) => judged(folder) ?? unjudged(folder))
  const file = join(reportsFolder, 'index.html')
  writeFileSync(`${file}.part`, renderIndex(entries))
  renameSync(`${file}.part`, file)
  return file
}

/** A record that was put here under another name, as an example is, was not drilled here. */
function isCopy(folder: RecordFolder): boolean {
  const id = planOf(folder)?.drillId
  return id !== undefined && id !== basename(folder.path)
}

function judged(folder: RecordFolder): IndexEntry | undefined {
  if (!existsSync(folder.html) || !existsSync(folder.report)) return undefined
  try {
    const entry = {
      report: readJson<Report>(folder.report),
      href: `${encodeURIComponent(basename(folder.path))}/report.html`,
    }
    // A report of another version of the schema may lack whatever the page shows.
    renderIndex([entry])
    return entry
  } catch {
    return undefined
  }
}

function unjudged(folder: RecordFolder): IndexEntry {
  const plan = planOf(folder)
  const id = basename(folder.path)
  return {
    title: plan?.scenario?.title ?? id,
    id,
    startedAt: plan?.startedAt ?? null,
    text: plan?.observation === undefined ? stateOf(folder) : 'it has not ended, or was killed',
  }
}

function planOf(folder: RecordFolder): Partial<DrillPlan> | undefined {
  try {
    return readJson<Partial<DrillPlan>>(folder.plan)
  } catch {
    return undefined
  }
}

/** Only a closed ledger says that nothing remains: a drill without one may have been killed before or after it was seen. */
function stateOf(folder: RecordFolder): string {
  try {
    if (readLedger(folder.ledger).closedBy !== undefined) return 'it was cut off; its faults are undone'
  } catch {
    // No ledger, or none that can be read: nobody knows.
  }
  return 'it has not ended, or was killed; a fault may remain (blackstart recover)'
}
