import { NoTargetError } from '../../environment.ts'
import { crashScript, loseScript } from '../engine/scripts.ts'
import { LABELS } from '../labels.ts'
import { type ContainerFault, evidence, receipt } from './container-fault.ts'
import { databaseKill } from './crash.ts'
import { databaseWith, containerTarget, recheck } from './target.ts'

/** The standby dies, and its files with it: only a fresh copy can take its place, and that is the stack's own to make. */
export const standbyLose: ContainerFault<'standby.lose'> = {
  // What is lost cannot be given back; what the restart policy does not start is started, empty.
  ...databaseKill,

  async resolve({ stack }, fault, faultIndex) {
    const container = await databaseWith(stack, 'standby')
    if (container === undefined) return []
    const data = container.labels[LABELS.data]
    if (data === undefined)
      throw new NoTargetError(`standby.lose: '${container.component}' has no label ${LABELS.data}`)
    const target = containerTarget(
      fault,
      faultIndex,
      container,
      'standby',
      container.restarts ? 'replaced-by-system' : 'inverse',
    )
    return [{ ...target, identity: { ...target.identity, data } }]
  },

  async inject({ stack, hands }, target) {
    const container = await recheck(stack, target)
    const helper = await hands()
    return receipt(() =>
      helper.run(`${loseScript(container, String(target.identity['data']))}\n${crashScript(container)}`),
    )
  },

  async verify(reach, target) {
    const dead = await databaseKill.verify(reach, target)
    return evidence(dead.holds, `${dead.text}; its files at ${target.identity['data']} were removed`)
  },
}
