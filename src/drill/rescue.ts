import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { EnvironmentDriver, FaultPlane, RecoveredEnvironment } from '../environments/environment.ts'
import { COMMAND_ROLE, type LedgerInjection, type LedgerState } from '../ledger/entries.ts'
import { FaultLedger, tornBytesOf } from '../ledger/fault-ledger.ts'
import { readLedger } from '../ledger/read-ledger.ts'
import type { LedgerDisk } from '../ledger/ledger-disk.ts'
import type { IntendedInjection } from '../model/fault.ts'
import type { Reason } from '../model/verdict.ts'
import { bootId, monotonicNow } from '../system/clock.ts'
import { type ProcessIdentity, isAlive, signalExactly } from '../system/identity.ts'
import { signalGroup } from '../system/process-group.ts'
import { waitFor } from '../system/wait.ts'
import type { DrillEvent } from './events.ts'
import { finishRecord } from './finish.ts'
import { writeIndex } from './index-page.ts'
import { Journal } from './journal.ts'
import { RecordFolder } from './record.ts'
import { LATE_REQUEST_MS, confirmDiscarded, undoAll } from './undo.ts'
import { withUserFaults } from './user-faults/fault-plane.ts'

export type DriverLookup = (environment: string) => EnvironmentDriver

/** How long a killed process may take to be gone, in milliseconds. */
const GONE_MS = 5_000

export interface RescueRequest {
  readonly recordFolder: string
  /** Who comes to the rescue, for ledger and journal: `watchdog`, `next start`, `recover`. */
  readonly by: string
  /** Why the drill did not end by itself: becomes the reason in its report. */
  readonly reason: Reason
  readonly drivers: DriverLookup
  /** Where the ledger is; tests put one in its place that fails. */
  readonly disk?: LedgerDisk
  /** How long one attempt of an undo may take, in milliseconds. @default 30000 */
  readonly attemptMs?: number
}

/** Something of a drill that may still be there: a person is needed. */
export interface Remainder {
  readonly text: string
  /** What a person can paste into a shell to undo it by hand, where the environment knows that. */
  readonly command?: string
}

/**
 * Ends a drill whose harness is gone, with nothing but its record folder: takes the ledger over, kills the drill's own
 * processes, undoes the injections, discards the environment, and writes what happened into the record.
 *
 * A ledger with a damaged frame is never closed by this: every intent that can be read is undone, the environment is
 * searched for what bears the drill's tag, and the rest is for a person.
 *
 * @returns what may remain; empty when everything is undone and confirmed
 * @throws UnreadableLedgerError
 */
export async function rescue(request: RescueRequest): Promise<readonly Remainder[]> {
  const { by, reason } = request
  const folder = new RecordFolder(request.recordFolder)
  const found = readLedger(folder.ledger)
  if (found.closedBy !== undefined) return []
  const journal = new Journal(folder.journal, found.header.origin, by)
  const onEvent = (event: DrillEvent): void => void journal.write(event)
  // Nobody else may be writing into the ledger when it is opened to be written.
  await endProcesses(found, by, onEvent)
  const { ledger, state } = FaultLedger.open(folder.ledger, request.disk)
  try {
    if (state.closedBy !== undefined) return []
    takeOver(ledger, request, onEvent)
    onEvent({ kind: 'problem', reason })
    // What it has started until it was dead.
    await endProcesses(state, by, onEvent)

    const driver = request.drivers(state.header.handle.environment)
    const remaining = await undoEverything(driver, { ledger, state, by, onEvent, attemptMs: request.attemptMs })
    for (const { text } of remaining) {
      onEvent({ kind: 'problem', reason: { code: 'undo-unverified', text } })
    }
    if (remaining.length === 0) {
      ledger.append({ kind: 'closed', by, environment: driver.lasting === true ? 'detached' : 'destroyed' })
    }
    // What is undone is undone, also when nobody can write a report about it.
    await finishRecord(folder)
      .then(() => writeIndex(dirname(folder.path)))
      .catch((error: unknown) => onEvent({ kind: 'note', text: messageOf(error) }))
    return remaining
  } finally {
    ledger.close()
  }
}

/** Whoever acts under an older epoch may inject nothing more. A ledger that cannot take it must not keep us from undoing. */
function takeOver(ledger: FaultLedger, { by, reason }: RescueRequest, onEvent: Rescue['onEvent']): void {
  try {
    ledger.takeOver(by, reason.text)
  } catch (error) {
    onEvent({ kind: 'note', text: `the takeover is not recorded: ${messageOf(error)}` })
  }
}

interface Rescue {
  readonly ledger: FaultLedger
  readonly state: LedgerState
  readonly by: string
  readonly onEvent: (event: DrillEvent) => void
  readonly attemptMs: number | undefined
}

async function undoEverything(driver: EnvironmentDriver, rescue: Rescue): Promise<Remainder[]> {
  const { ledger, state, by, onEvent, attemptMs } = rescue
  let environment: RecoveredEnvironment
  try {
    environment = await driver.reconnect(state.header.handle)
  } catch (error) {
    return unreached(driver, rescue, error)
  }
  const started = (identity: ProcessIdentity): void => ledger.append({ kind: 'process', role: COMMAND_ROLE, identity })
  const faults = withUserFaults(environment.faults, { started })
  const settleMs = driver.lasting === true ? (faults.requestTimeoutMs ?? LATE_REQUEST_MS) : 0
  const tools = { ledger, faults, by, onEvent, settleMs, ...(attemptMs === undefined ? {} : { attemptMs }) }
  const unconfirmed = await undoAll(state.injections, tools)
  const remaining: Remainder[] = []
  try {
    await environment.destroy()
    if (driver.lasting === true) {
      remaining.push(...unconfirmed.map((injection) => remainderOf(injection, faults, ledger)))
    } else {
      const outliving = confirmDiscarded(unconfirmed, tools, monotonicNow())
      remaining.push(...outliving.map((injection) => remainderOf(injection, faults, ledger)))
      onEvent({ kind: 'note', text: `${by} ended the environment` })
    }
  } catch (error) {
    remaining.push(...unconfirmed.map((injection) => remainderOf(injection, faults, ledger)))
    remaining.push({ text: `the environment could not be ended: ${messageOf(error)}` })
  }
  if (state.tail === 'damaged') remaining.push(await searchBehindDamage(driver, rescue))
  else if (wasTorn(rescue)) await searchBehindTear(driver, rescue)
  return remaining
}

/** Nothing can be undone from here: a person is told of each injection what to paste. */
function unreached(driver: EnvironmentDriver, { state, ledger }: Rescue, error: unknown): Remainder[] {
  const why = `the environment could not be reached: ${messageOf(error)}`
  const open = state.injections.filter((injection) => injection.state !== 'confirmed').toReversed()
  const byHand = { byHand: (target: IntendedInjection) => driver.byHand?.(state.header.handle, target) }
  return [{ text: why }, ...open.map((injection) => remainderOf(injection, byHand, ledger))]
}

/** Its own rescuer may have died before it had searched. */
function wasTorn({ state, ledger }: Rescue): boolean {
  return state.tail === 'torn' || existsSync(tornBytesOf(ledger.path))
}

/**
 * A frame that is half written is what a death in the middle of writing leaves, and nothing was injected for it. It looks
 * like damage all the same: where the environment can be searched, it is.
 */
async function searchBehindTear(driver: EnvironmentDriver, { state, ledger, onEvent }: Rescue): Promise<void> {
  const torn = `the end of the fault ledger cannot be read: it is taken for a frame that was half written (kept in ${basename(tornBytesOf(ledger.path))})`
  onEvent({ kind: 'problem', reason: { code: 'killed', text: torn } })
  if (driver.undoTagged === undefined) return
  try {
    tellFound(await driver.undoTagged(state.header.drillId, state.header.handle), onEvent)
  } catch (error) {
    onEvent({ kind: 'note', text: `the search for the drill's tag failed: ${messageOf(error)}` })
  }
}

function tellFound(found: readonly string[], onEvent: Rescue['onEvent']): void {
  for (const text of found) onEvent({ kind: 'note', text: `found by the tag of the drill, and ended: ${text}` })
}

/** Behind a damaged frame there may have been an intent that nobody can read any more. */
async function searchBehindDamage(driver: EnvironmentDriver, { state, ledger, onEvent }: Rescue): Promise<Remainder> {
  const damage = `the fault ledger ${ledger.path} is damaged before its end: every intent that can be read is undone`
  const { drillId } = state.header
  if (driver.undoTagged === undefined) {
    return { text: `${damage}, and '${driver.name}' cannot be searched for more: look by hand` }
  }
  try {
    const found = await driver.undoTagged(drillId, state.header.handle)
    tellFound(found, onEvent)
    return {
      text: `${damage}; ${found.length} more were found by the drill's tag ${drillId} and ended: look by hand`,
    }
  } catch (error) {
    return { text: `${damage}; the search for the drill's tag ${drillId} failed: ${messageOf(error)}: look by hand` }
  }
}

function remainderOf(injection: LedgerInjection, faults: Pick<FaultPlane, 'byHand'>, ledger: FaultLedger): Remainder {
  const { injectionId, target, undoError = 'it was never confirmed' } = injection
  const command = faults.byHand?.(ledger.intention(injectionId, target))
  const text = `${target.fault.kind} on ${target.component}: ${undoError}`
  return command === undefined ? { text } : { text, command }
}

/** The drill's own processes, by identity, also a watchdog that hangs: two rescuers would write into one ledger. What is left of the environment is the environment's own business. */
async function endProcesses({ header, processes }: LedgerState, by: string, onEvent: Rescue['onEvent']): Promise<void> {
  // After a reboot the pids are other people's.
  if (header.handle.bootId !== bootId()) return
  const living = processes.filter(({ identity }) => identity.pid !== process.pid && isAlive(identity))
  for (const { role, identity } of living) {
    // A command may still be about to do what is undone next, and so may what it has started.
    if (role === COMMAND_ROLE) signalGroup(identity.pid, 'SIGKILL')
    else signalExactly(identity, 'SIGKILL')
    onEvent({ kind: 'note', text: `${by} ended the ${role} (pid ${identity.pid})` })
  }
  await waitFor('killed processes to be gone', () => !living.some(({ identity }) => isAlive(identity)), {
    timeoutMs: GONE_MS,
  }).catch((error: unknown) => onEvent({ kind: 'note', text: messageOf(error) }))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
