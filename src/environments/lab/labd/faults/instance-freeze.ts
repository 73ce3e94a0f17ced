import { monotonicNow } from '../../../../system/clock.ts'
import { isAlive, isStopped, signalExactly } from '../../../../system/identity.ts'
import { waitFor } from '../../../../system/wait.ts'
import { checkHealth } from '../../balancer/health.ts'
import { instanceOf, recheckInstance, resolveInstances } from './instance-target.ts'
import { evidence, type LabFault } from './lab-fault.ts'

const STOPPED_TIMEOUT_MS = 2_000
const NO_ANSWER_MS = 250

/** Service instances are stopped: they accept connections and answer nothing, until they are woken or auto-scaling ends them. */
export const instanceFreeze: LabFault<'instance.freeze'> = {
  resolve: async (lab, fault, faultIndex) => resolveInstances(lab, fault, faultIndex, 'inverse'),

  async inject(_lab, target) {
    const instance = recheckInstance(target)
    const askedNs = monotonicNow()
    signalExactly(instance, 'SIGSTOP')
    await waitFor(`${target.component} has stopped`, () => isStopped(instance), { timeoutMs: STOPPED_TIMEOUT_MS })
    return { askedNs, returnedNs: monotonicNow() }
  },

  async verify(_lab, target) {
    const { component } = target
    const instance = instanceOf(target)
    if (!isAlive(instance)) return evidence(true, `${component} was frozen, and auto-scaling has ended it by now`)
    if (!isStopped(instance)) return evidence(false, `${component} (process ${instance.pid}) is awake`)
    const answers = await checkHealth({ id: component, port: Number(target.identity['port']) }, NO_ANSWER_MS)
    const seen = answers ? 'answers its health check' : `answers nothing within ${NO_ANSWER_MS} ms`
    return evidence(!answers, `process ${instance.pid} of ${component} is stopped; it ${seen}`)
  },

  async undo(_lab, target) {
    signalExactly(instanceOf(target), 'SIGCONT')
  },

  async undone(_lab, target) {
    const { component } = target
    const instance = instanceOf(target)
    if (!isAlive(instance)) return evidence(true, `${component} is gone: the system has ended it`)
    const stopped = isStopped(instance)
    return evidence(!stopped, `${component} is ${stopped ? 'still stopped' : 'awake'}`)
  },
}
