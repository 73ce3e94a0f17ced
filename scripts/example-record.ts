/**
 * Makes the example record that the README shows, from a real drill: runs it until it passes (at most three times, on a
 * quiet machine the first does), leaves out what is large (logs, the data of the dead primary), takes the paths of this
 * machine out of its texts, and reports once more, so that the checksums are those of the files that are committed.
 *
 * Run it with: node -C blackstart-source scripts/example-record.ts
 * With --report-only it runs no drill and reports the committed record again: after a change of measurement or report.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { finishRecord } from '../src/drill/finish.ts'
import { RecordFolder } from '../src/drill/record.ts'
import { EXIT } from '../src/model/exit-codes.ts'

const ATTEMPTS = 3
const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const EXAMPLE = join(ROOT, 'reports', 'example')
/** Large, and not needed to judge the record again. */
const LEFT_OUT = ['environment/logs', 'environment/forks', 'watchdog.log']

const folder = mkdtempSync(join(tmpdir(), 'example-'))
try {
  if (!process.argv.includes('--report-only')) replaceExample()
  const report = await finishRecord(new RecordFolder(EXAMPLE))
  const bytes = filesIn(EXAMPLE).reduce((sum, file) => sum + statSync(file).size, 0)
  process.stdout.write(`${report.verdict}: ${EXAMPLE}, ${Math.round(bytes / 1_024)} KiB\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function replaceExample(): void {
  const record = drill()
  rmSync(EXAMPLE, { recursive: true, force: true })
  cpSync(record, EXAMPLE, { recursive: true, filter: (path) => !LEFT_OUT.some((end) => path.endsWith(`/${end}`)) })
  for (const file of filesIn(EXAMPLE)) clean(file, record)
}

function drill(): string {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const reports = join(folder, String(attempt))
    const args = ['run', 'database-kill', '--reports', reports]
    const { status } = spawnSync(process.execPath, [join(ROOT, 'bin', 'blackstart.js'), ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    if (status !== EXIT.pass) continue
    const [record] = readdirSync(reports, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    if (record !== undefined) return join(reports, record.name)
  }
  throw new Error(`no drill of ${ATTEMPTS} passed: is this machine busy, or does another drill run on it?`)
}

function filesIn(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Text is cleaned; the ledger holds checksums of its own, and stays as it was written. */
function clean(file: string, record: string): void {
  chmodSync(file, 0o644)
  if (!/\.(json|ndjson|txt|md|html|xml)$/.test(file)) return
  const text = readFileSync(file, 'utf8')
  const cleaned = text.replaceAll(record, 'reports/example').replaceAll(`${ROOT}/`, '').replaceAll(folder, 'reports')
  if (cleaned !== text) writeFileSync(file, cleaned)
}
