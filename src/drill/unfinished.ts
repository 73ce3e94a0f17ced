import { existsSync, renameSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LedgerState } from '../ledger/entries.ts'
import { FaultLedger } from '../ledger/fault-ledger.ts'
import { UnreadableLedgerError, readLedger } from '../ledger/read-ledger.ts'
import { bootId } from '../system/clock.ts'
import { hostIdentity } from '../system/host.ts'
import { isAlive } from '../system/identity.ts'
import { openDrills } from './open-drills.ts'
import { type RecordFolder, listRecords } from './record.ts'
import { type DriverLookup, type Remainder, rescue } from './rescue.ts'

/** How long a watchdog that is at work is waited for, in milliseconds. */
const WATCHDOG_MS = 30_000
const LOOK_MS = 200

/** A drill that was found without an end. */
export interface UnfinishedDrill {
  readonly drillId: string
  readonly recordFolder: string
  /** `running`: its harness lives; nothing was done to it. `ended`: nothing of it is left. `remains`: a person is needed. */
  readonly state: 'running' | 'ended' | 'remains'
  /** Empty unless it is `remains`. */
  readonly remaining: readonly Remainder[]
}

export interface Resolving {
  readonly drivers: DriverLookup
  /** Who does it, for ledger and report: `next start`, `recover`. */
  readonly by: string
  readonly say: (text: string) => void
  /** Asked between two drills: whether to leave the others for later. @default never */
  readonly stop?: () => boolean
}

/**
 * Ends every drill in a reports folder, and every one that this user has left elsewhere on this machine, that nobody ends
 * any more: its harness and its watchdog are gone, and its ledger is open. No new drill starts over an unresolved ledger.
 *
 * @returns the drills that were not at their end, newest first
 */
export async function resolveUnfinished(reportsFolder: string, resolving: Resolving): Promise<UnfinishedDrill[]> {
  const found: UnfinishedDrill[] = []
  const here = listRecords(reportsFolder)
  const known = new Set(here.map(({ path }) => resolve(path)))
  const elsewhere = openDrills().filter(({ path }) => !known.has(resolve(path)))
  for (const folder of [...here, ...elsewhere]) {
    if (resolving.stop?.() === true) break
    const drill = await resolveDrill(folder, resolving)
    if (drill !== undefined) found.push(drill)
  }
  return found
}

/** @returns undefined for a drill that has ended, or never got as far as a ledger */
export async function resolveDrill(folder: RecordFolder, resolving: Resolving): Promise<UnfinishedDrill | undefined> {
  if (!existsSync(folder.ledger)) return undefined
  const { drivers, by, say } = resolving
  const drill = { drillId: basename(folder.path), recordFolder: folder.path }
  try {
    const elsewhere = foreignHost(readLedger(folder.ledger), drivers)
    if (elsewhere !== undefined) return { ...drill, state: 'remains', remaining: [{ text: elsewhere }] }
    const state = await stateOf(folder, say)
    if (state === 'closed') return undefined
    if (state === 'running') return { ...drill, state, remaining: [] }
    say(`ending the unfinished drill ${folder.path}`)
    const reason = { code: 'killed', text: `harness and watchdog died; '${by}' undid the faults` } as const
    const remaining = await rescue({ recordFolder: folder.path, by, reason, drivers })
    return { ...drill, state: remaining.length === 0 ? 'ended' : 'remains', remaining }
  } catch (error) {
    // A ledger that cannot be read, or something unforeseen in the undo: either way nobody knows what is left.
    const text = error instanceof UnreadableLedgerError ? error.message : `it could not be ended: ${String(error)}`
    return { ...drill, state: 'remains', remaining: [{ text }] }
  }
}

/**
 * Whether only another machine, or another container on this one, can see what a drill has left: from here everything of it
 * would look gone. After a reboot it is gone: the name of the host is the same then, and its boot another one.
 *
 * @returns what a person must do
 */
function foreignHost({ header, closedBy }: LedgerState, drivers: DriverLookup): string | undefined {
  const { host, handle } = header
  if (closedBy !== undefined || host === undefined) return undefined
  if (drivers(handle.environment).machineLocal !== true) return undefined
  const here = hostIdentity()
  if (host.name !== here.name) return `it ran on the host ${host.name}, and this is ${here.name}: recover it there`
  if (handle.bootId !== bootId() || host.pidNamespace === here.pidNamespace) return undefined
  return `it ran in another container of the host ${host.name} (${host.pidNamespace}): recover it there`
}

async function stateOf(folder: RecordFolder, say: (text: string) => void): Promise<'closed' | 'running' | 'orphaned'> {
  const deadline = performance.now() + WATCHDOG_MS
  let told = false
  while (performance.now() < deadline) {
    const state = readLedger(folder.ledger)
    if (state.closedBy !== undefined) return 'closed'
    const guards = livingGuards(state)
    if (guards.length === 0) return 'orphaned'
    // A living harness is a running drill: the lock will say so.
    if (guards.includes('harness')) return 'running'
    if (!told) say(`waiting for the watchdog of ${folder.path} to finish`)
    told = true
    await sleep(LOOK_MS)
  }
  return 'orphaned'
}

/** Roles of those who would end the drill themselves. After a reboot their pids are other people's. */
function livingGuards({ header, processes }: LedgerState): string[] {
  if (header.handle.bootId !== bootId()) return []
  return processes
    .filter(({ role, identity }) => (role === 'harness' || role === 'watchdog') && isAlive(identity))
    .map(({ role }) => role)
}

/**
 * Takes a person's word for it that nothing of a drill is left. A ledger that nobody can read is put aside.
 *
 * @throws the error of the disk
 */
export function closeByHand(folder: RecordFolder): void {
  try {
    const { ledger } = FaultLedger.open(folder.ledger)
    try {
      ledger.append({ kind: 'closed', by: 'a person', environment: 'detached' })
    } finally {
      ledger.close()
    }
  } catch (error) {
    if (!(error instanceof UnreadableLedgerError)) throw error
    renameSync(folder.ledger, `${folder.ledger}.unreadable`)
  }
}
