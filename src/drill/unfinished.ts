import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { readLedger } from '../ledger/read-ledger.ts'
import { bootId } from '../system/clock.ts'
import { isAlive } from '../system/identity.ts'
import { type RecordFolder, listRecords } from './record.ts'
import { type DriverLookup, rescue } from './rescue.ts'

/** How long a watchdog that is at work is waited for, in milliseconds. */
const WATCHDOG_MS = 30_000
const LOOK_MS = 200

/**
 * Ends every drill in a reports folder that nobody ends any more: its harness and its watchdog are gone, and its ledger
 * is open. No new drill starts over an unresolved ledger.
 *
 * @throws the error of the undo, when a drill cannot be ended
 */
export async function resolveUnfinished(
  reportsFolder: string,
  drivers: DriverLookup,
  say: (text: string) => void,
): Promise<void> {
  for (const folder of listRecords(reportsFolder)) {
    if (!existsSync(folder.ledger)) continue
    if (await isOpenAndOrphaned(folder, say)) {
      say(`ending the unfinished drill ${folder.path}`)
      const text = 'harness and watchdog died; the next start undid the faults'
      await rescue({ recordFolder: folder.path, by: 'next start', reason: { code: 'killed', text }, drivers })
    }
  }
}

async function isOpenAndOrphaned(folder: RecordFolder, say: (text: string) => void): Promise<boolean> {
  const deadline = performance.now() + WATCHDOG_MS
  let told = false
  while (performance.now() < deadline) {
    const { closedBy, header, processes } = readLedger(folder.ledger)
    if (closedBy !== undefined) return false
    if (header.handle.bootId !== bootId()) return true
    const living = processes.filter(
      ({ role, identity }) => (role === 'harness' || role === 'watchdog') && isAlive(identity),
    )
    if (living.length === 0) return true
    // A living harness is a running drill: the lock will say so.
    if (living.some(({ role }) => role === 'harness')) return false
    if (!told) say(`waiting for the watchdog of ${folder.path} to finish`)
    told = true
    await sleep(LOOK_MS)
  }
  return true
}
