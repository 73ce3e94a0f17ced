import type { Evidence, IntendedInjection } from '../../../../model/fault.ts'
import { monotonicNow } from '../../../../system/clock.ts'
import { RpcClient } from '../../../../system/rpc.ts'
import { waitFor } from '../../../../system/wait.ts'
import type { Lab } from '../lab.ts'
import { recheckDatabase, resolveDatabase } from './database-target.ts'
import { evidence, type LabFault } from './lab-fault.ts'

const REQUEST_TIMEOUT_MS = 2_000

/** How long the failover manager may take to begin. */
const BEGUN_TIMEOUT_MS = 8_000

/**
 * The failover manager is asked for a switchover, as an operator would ask a managed database. No substitute for a
 * crash: nobody has to notice anything, so the time to detect is not part of what is measured.
 */
export const databaseFailover: LabFault<'database.failover'> = {
  resolve: (lab, fault, faultIndex) => resolveDatabase(lab, fault, faultIndex, 'primary', 'replaced-by-system'),

  async inject(lab, target) {
    await recheckDatabase(lab, target)
    const manager = await RpcClient.connect(lab.outer.managerSocket)
    try {
      const askedNs = monotonicNow()
      await manager.call('switchover', {}, REQUEST_TIMEOUT_MS)
      return { askedNs, returnedNs: monotonicNow() }
    } finally {
      manager.close()
    }
  },

  async verify(lab, target) {
    const stopped = await waitFor('the switchover to begin', () => stepOf(lab, target, 'primary-stopped'), {
      timeoutMs: BEGUN_TIMEOUT_MS,
      everyMs: 20,
    }).catch(() => undefined)
    return stopped === undefined
      ? evidence(false, 'the failover manager has not stopped the primary')
      : evidence(true, `the failover manager was asked to switch over: ${stopped.text}; detection was not exercised`)
  },

  async undo() {
    // A switchover leaves nothing behind that is ours: the pair has changed roles, and both are good ones.
  },

  async undone(lab, target): Promise<Evidence> {
    if (stepOf(lab, target, 'switchover-requested') === undefined) {
      return evidence(true, 'the failover manager was never asked')
    }
    const over = stepOf(lab, target, 'endpoint-moved') ?? stepOf(lab, target, 'failover-failed')
    return over === undefined
      ? evidence(false, 'the switchover is under way')
      : evidence(true, `the switchover is over: ${over.text}`)
  },
}

/** What the failover manager has told since the target was resolved. */
function stepOf({ events: { events } }: Lab, { identity }: IntendedInjection, kind: string) {
  return events.slice(Number(identity['eventsSeen'])).find((event) => event.kind === kind)
}
