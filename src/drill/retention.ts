import type { Report } from '../report/schema.ts'
import { existsSync, rmSync } from 'node:fs'
import { readLedger } from '../ledger/read-ledger.ts'
import { type RecordFolder, listRecords, readJsonIfPresent } from './record.ts'

/** How many records are kept. */
export interface Keep {
  readonly keep: number
  /** Records that did not pass are kept longer: they are the ones that somebody asks for. */
  readonly keepFailed: number
}

/** Removes the oldest records beyond the limits. A drill that has no report yet (it may be running), or whose ledger is open, is never removed. */
export function pruneRecords(reportsFolder: string, { keep, keepFailed }: Keep): void {
  const judged = listRecords(reportsFolder).flatMap((folder) => {
    const report = readJsonIfPresent<Pick<Report, 'verdict'>>(folder.report)
    return report === undefined || !isOver(folder) ? [] : [{ folder, passed: report.verdict === 'pass' }]
  })
  const notPassed = judged.filter(({ passed }) => !passed).slice(0, keepFailed)
  const kept = new Set<RecordFolder>([...judged.slice(0, keep), ...notPassed].map(({ folder }) => folder))
  for (const { folder } of judged) {
    if (!kept.has(folder)) rmSync(folder.path, { recursive: true, force: true })
  }
}

/** Without its ledger nobody could undo what may remain of a drill. */
function isOver(folder: RecordFolder): boolean {
  try {
    return !existsSync(folder.ledger) || readLedger(folder.ledger).closedBy !== undefined
  } catch {
    return false
  }
}
