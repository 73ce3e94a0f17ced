import type { IntendedInjection } from '../../../model/fault.ts'
import { NoTargetError, TargetMovedError } from '../../environment.ts'
import { waitFor } from '../../../system/wait.ts'
import { DRILL_LABEL, LABELS } from '../labels.ts'
import type { Stack, StackContainer } from '../stack.ts'
import { type ContainerFault, evidence, receipt } from './container-fault.ts'
import { successionNow } from './succession.ts'
import { containerId, containerTarget, databaseWith, recheck } from './target.ts'

/** How long a switchover may take until another database is the primary, in milliseconds. */
const SWITCHED_TIMEOUT_MS = 30_000

/** The stack is asked for a switchover, by the command that its compose file names for it. */
export const databaseFailover: ContainerFault<'database.failover'> = {
  async resolve({ stack }, fault, faultIndex) {
    const [primary, asked] = await Promise.all([databaseWith(stack, 'primary'), whomToAsk(stack)])
    if (primary === undefined) return []
    if (asked === undefined)
      throw new NoTargetError(`database.failover: no container has the label ${LABELS.switchover}`)
    return [await containerTarget(stack, fault, faultIndex, primary, 'primary', 'replaced-by-system')]
  },

  async inject({ stack }, target) {
    await recheck(stack, target)
    const asked = await whomToAsk(stack)
    if (asked === undefined)
      throw new TargetMovedError(target.component, `no running container has the label ${LABELS.switchover}`)
    return receipt(async () => {
      const { code, output } = await stack.engine.exec(asked.id, asked.labels[LABELS.switchover] ?? '')
      if (code !== 0) throw new Error(`'${asked.component}' refused the switchover (${code}): ${output}`)
    })
  },

  async verify({ stack }, target) {
    const switched = await waitFor('another primary', () => isSwitched(stack, target), {
      timeoutMs: SWITCHED_TIMEOUT_MS,
      everyMs: 50,
    }).catch(() => false)
    return evidence(
      switched,
      switched ? `${target.component} is not the primary any more` : `${target.component} is the primary still`,
    )
  },

  /** A switchover is no damage: there is nothing to take back. */
  async undo() {},

  async undone({ stack }) {
    const primary = await databaseWith(stack, 'primary').catch(() => undefined)
    if (primary === undefined) return evidence(false, 'no database says that it is the primary')
    return evidence(true, `a switchover leaves nothing to undo: ${primary.component} is the primary`)
  },

  byHand: ({ stack }, { drillId }) => `${stack.engine.command} ps --all --filter label=${DRILL_LABEL}=${drillId}`,
}

/** Another one has become the primary, and this one says so, too, or says nothing any more. */
async function isSwitched(stack: Stack, target: IntendedInjection): Promise<boolean> {
  const id = containerId(target)
  if ((await successionNow(stack, id, target)) !== 'deposed') return false
  const container = await stack.container(id)
  return container === undefined || (await stack.lineage(container))?.role !== 'primary'
}

async function whomToAsk(stack: Stack): Promise<StackContainer | undefined> {
  const containers = await stack.containers()
  return containers.find(({ labels, state }) => labels[LABELS.switchover] !== undefined && state === 'running')
}
