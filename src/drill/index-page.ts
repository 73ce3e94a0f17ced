import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { renderIndex } from '../report/html/index-page.ts'
import type { Report } from '../report/schema.ts'
import { listRecords, readJson } from './record.ts'

/** So many drills are on an index, the newest first. */
const MOST_ENTRIES = 100

/**
 * Writes `index.html` into a reports folder: all its drills on one page, each with a link to its own. A record that
 * cannot be read is left out: an index never stands in the way of a drill.
 *
 * @returns path of the page
 */
export function writeIndex(reportsFolder: string): string {
  const entries = listRecords(reportsFolder)
    .filter(({ html, report }) => existsSync(html) && existsSync(report))
    .slice(0, MOST_ENTRIES)
    .flatMap((folder) => {
      try {
        const entry = {
          report: readJson<Report>(folder.report),
          href: `${encodeURIComponent(basename(folder.path))}/report.html`,
        }
        renderIndex([entry])
        return [entry]
      } catch {
        return []
      }
    })
  const file = join(reportsFolder, 'index.html')
  writeFileSync(`${file}.part`, renderIndex(entries))
  renameSync(`${file}.part`, file)
  return file
}
