import { monotonicNow } from '../../../../system/clock.ts'
import { isAlive, signalExactly } from '../../../../system/identity.ts'
import { waitFor } from '../../../../system/wait.ts'
import { tryConnect } from '../../tcp/backlog.ts'
import { instanceOf, recheckInstance, resolveInstances } from './instance-target.ts'
import { evidence, type LabFault } from './lab-fault.ts'

const GONE_TIMEOUT_MS = 2_000

/** Service instances are killed. Auto-scaling replaces them, if it is allowed to; undoing is only looking. */
export const instanceTerminate: LabFault<'instance.terminate'> = {
  resolve: async (lab, fault, faultIndex) => resolveInstances(lab, fault, faultIndex, 'replaced-by-system'),

  async inject(_lab, target) {
    const instance = recheckInstance(target)
    const askedNs = monotonicNow()
    signalExactly(instance, 'SIGKILL')
    const returnedNs = monotonicNow()
    await waitFor(`${target.component} is gone`, () => !isAlive(instance), { timeoutMs: GONE_TIMEOUT_MS })
    return { askedNs, returnedNs }
  },

  async verify(_lab, target) {
    const { pid } = instanceOf(target)
    if (isAlive(instanceOf(target))) return evidence(false, `process ${pid} of ${target.component} lives`)
    const port = Number(target.identity['port'])
    // Its port is free for anybody now: that it is accepted would not speak against it.
    const seen = await tryConnect(port)
    return evidence(true, `process ${pid} of ${target.component} is gone; connections to its port ${port} are ${seen}`)
  },

  async undo() {
    // A terminated instance does not come back; another takes its place, and that is the system's own doing.
  },

  async undone(lab, target) {
    if (isAlive(instanceOf(target))) return evidence(true, `${target.component} lives: it was never terminated`)
    const living = [...lab.zoneParts.values()].flatMap(({ services }) =>
      services.instances.filter(({ alive }) => alive),
    )
    return evidence(true, `${target.component} is gone; ${living.map(({ id }) => id).join(', ')} run`)
  },
}
