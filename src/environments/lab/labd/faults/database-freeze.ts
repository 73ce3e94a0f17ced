import { monotonicNow } from '../../../../system/clock.ts'
import { isAlive, isStopped } from '../../../../system/identity.ts'
import { waitFor } from '../../../../system/wait.ts'
import { TargetMovedError } from '../../../environment.ts'
import { tryConnect } from '../../tcp/backlog.ts'
import { queryOnce } from '../../postgres/sql.ts'
import { databaseOf, processOf, recheckDatabase, resolveDatabase } from './database-target.ts'
import { isDeposed } from './deposed.ts'
import { evidence, type LabFault } from './lab-fault.ts'

const STOPPED_TIMEOUT_MS = 2_000

/** How long a frozen database is waited for in vain; shorter than the failover manager takes to fence it. */
const NO_ANSWER_MS = 250

/**
 * Every process of a database is stopped (SIGSTOP): connections stay open, the kernel accepts new ones on its behalf, and
 * nothing is ever answered. A health check that only connects calls it healthy.
 *
 * Undoing wakes it (SIGCONT) only while it is nobody's predecessor. One that was fenced is dead already; one that was
 * deposed without being fenced is killed: awake, it would acknowledge beside its successor.
 */
export const databaseFreeze: LabFault<'database.freeze'> = {
  resolve: (lab, fault, faultIndex) => resolveDatabase(lab, fault, faultIndex, fault.role, 'inverse'),

  async inject(lab, target) {
    const database = await recheckDatabase(lab, target)
    const { server } = database
    if (server === undefined) throw new TargetMovedError(database.id, `${database.id} is gone`)
    const askedNs = monotonicNow()
    const frozen = server.signalAll('SIGSTOP')
    const returnedNs = monotonicNow()
    await waitFor(`${database.id} has stopped`, () => frozen.every((one) => !isAlive(one) || isStopped(one)), {
      timeoutMs: STOPPED_TIMEOUT_MS,
    })
    return { askedNs, returnedNs }
  },

  async verify(lab, target) {
    const database = databaseOf(lab, target)
    const frozen = processOf(target)
    if (!isAlive(frozen))
      return evidence(true, `process ${frozen.pid} of ${database.id} was frozen, and is fenced by now`)
    const processes = database.server?.processes() ?? []
    const awake = processes.filter((process) => !isStopped(process))
    if (awake.length > 0) return evidence(false, `${awake.length} processes of ${database.id} are awake`)
    const [connected, answer] = await Promise.all([
      tryConnect(database.port),
      queryOnce(database.adminUrl, 'select 1', [], NO_ANSWER_MS).then(
        () => 'answers',
        () => 'answers nothing',
      ),
    ])
    const says = `${processes.length} processes of ${database.id} are stopped; it ${answer} within ${NO_ANSWER_MS} ms`
    return evidence(answer === 'answers nothing', `${says}, new connections are ${connected}`)
  },

  async undo(lab, target) {
    const frozen = processOf(target)
    if (!isAlive(frozen)) return
    const database = databaseOf(lab, target)
    const wasPrimary = target.identity['role'] === 'primary'
    if (wasPrimary && (await isDeposed(lab, database, Number(target.identity['eventsSeen'])))) {
      await database.fence()
    } else if (database.server?.identity.pid === frozen.pid) {
      database.server.signalAll('SIGCONT')
    }
  },

  async undone(lab, target) {
    const database = databaseOf(lab, target)
    const frozen = processOf(target)
    if (!isAlive(frozen)) return evidence(true, `the frozen processes of ${database.id} are gone: nothing will wake`)
    const stopped = database.server?.processes().filter(isStopped) ?? []
    if (stopped.length > 0) return evidence(false, `${stopped.length} processes of ${database.id} are still stopped`)
    return evidence(true, `${database.id} is awake (process ${frozen.pid}), nobody had taken its place`)
  },
}
