import type { EnvironmentDriver } from '../environments/environment.ts'
import { FaultLedger } from '../ledger/fault-ledger.ts'
import type { Reason } from '../model/verdict.ts'
import { bootId, monotonicNow } from '../system/clock.ts'
import { isAlive, signalExactly } from '../system/identity.ts'
import type { DrillEvent } from './events.ts'
import { finishRecord } from './finish.ts'
import { Journal } from './journal.ts'
import { RecordFolder } from './record.ts'
import { confirmDiscarded, undoAll } from './undo.ts'

export type DriverLookup = (environment: string) => EnvironmentDriver

export interface RescueRequest {
  readonly recordFolder: string
  /** Who comes to the rescue, for ledger and journal: `watchdog`, `next start`. */
  readonly by: string
  /** Why the drill did not end by itself: becomes the reason in its report. */
  readonly reason: Reason
  readonly drivers: DriverLookup
}

/**
 * Ends a drill whose harness is gone, with nothing but its record folder: takes the ledger over, kills the drill's own
 * processes, undoes the injections, discards the environment, and writes what happened into the record.
 *
 * @returns whether everything is undone and confirmed
 */
export async function rescue(request: RescueRequest): Promise<boolean> {
  const folder = new RecordFolder(request.recordFolder)
  const { ledger, state } = FaultLedger.open(folder.ledger)
  try {
    if (state.closedBy !== undefined) return true
    const journal = new Journal(folder.journal, state.header.origin, request.by)
    const onEvent = (event: DrillEvent): void => void journal.write(event)
    const sameBoot = state.header.handle.bootId === bootId()

    ledger.takeOver(request.by, request.reason.text)
    onEvent({ kind: 'problem', reason: request.reason })
    if (sameBoot) {
      for (const { role, identity } of state.processes) {
        if (identity.pid === process.pid || role === 'watchdog' || !isAlive(identity)) continue
        signalExactly(identity, 'SIGKILL')
        onEvent({ kind: 'note', text: `${request.by} ended the ${role} (pid ${identity.pid})` })
      }
    }

    const environment = await request.drivers(state.header.handle.environment).reconnect(state.header.handle)
    const tools = { ledger, faults: environment.faults, by: request.by, onEvent }
    const remaining = await undoAll(state.injections, tools)
    await environment.destroy()
    confirmDiscarded(remaining, tools, monotonicNow())
    ledger.append({ kind: 'closed', by: request.by, environment: 'destroyed' })
    onEvent({ kind: 'note', text: `${request.by} ended the environment` })
    await finishRecord(folder)
    return true
  } finally {
    ledger.close()
  }
}
