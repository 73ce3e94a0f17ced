import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { ProcessIdentity } from '../../../system/identity.ts'

/** What another process needs to find a server again; beside the data folder, not in it, so that it is there from the first moment. */
export interface RunRecord extends ProcessIdentity {
  readonly id: string
  readonly port: number
  readonly logFile: string
}

/** Written at once after the process exists: `postmaster.pid` comes only when the server has read its configuration. */
export function writeRunRecord(dataFolder: string, record: RunRecord): void {
  const path = pathOf(dataFolder)
  writeFileSync(`${path}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** The last server that was started on the folder, running or not; undefined when there is no record of one. */
export function readRunRecord(dataFolder: string): RunRecord | undefined {
  try {
    return JSON.parse(readFileSync(pathOf(dataFolder), 'utf8')) as RunRecord
  } catch {
    return undefined
  }
}

export function removeRunRecord(dataFolder: string): void {
  rmSync(pathOf(dataFolder), { force: true })
}

function pathOf(dataFolder: string): string {
  return `${dataFolder}.pid`
}
