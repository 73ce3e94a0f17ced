import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLedger } from '../ledger/read-ledger.ts'
import { lockFolder } from './lock-folder.ts'
import { RecordFolder } from './record.ts'

/**
 * The drills of this user on this machine whose ledgers are not known to be closed, wherever their records are: a drill
 * that was killed in one project keeps the next one from starting in another.
 *
 * `BLACKSTART_OPEN_DRILLS` names another place for the list, for tests that leave ledgers open on purpose.
 */
function listFolder(): string {
  const folder = process.env['BLACKSTART_OPEN_DRILLS'] ?? join(lockFolder(), 'open')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** Puts a drill on the list; it is taken off when somebody sees that its ledger is closed, or gone. */
export function noteOpenDrill(drillId: string, recordFolder: string): void {
  writeFileSync(join(listFolder(), `${encodeURIComponent(drillId)}.json`), JSON.stringify({ recordFolder }), {
    mode: 0o600,
  })
}

/** Records of drills on the list whose ledgers are open, or cannot be read. */
export function openDrills(): RecordFolder[] {
  const folder = listFolder()
  return readdirSync(folder).flatMap((name) => {
    const entry = join(folder, name)
    const record = recordIn(entry)
    if (record !== undefined && isOpen(record)) return [record]
    rmSync(entry, { force: true })
    return []
  })
}

function recordIn(entry: string): RecordFolder | undefined {
  try {
    const { recordFolder } = JSON.parse(readFileSync(entry, 'utf8')) as { recordFolder: string }
    return new RecordFolder(recordFolder)
  } catch {
    return undefined
  }
}

function isOpen({ ledger }: RecordFolder): boolean {
  if (!existsSync(ledger)) return false
  try {
    return readLedger(ledger).closedBy === undefined
  } catch {
    return true
  }
}
