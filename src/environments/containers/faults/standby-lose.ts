import { NoTargetError } from '../../environment.ts'
import { loseScript } from '../engine/scripts.ts'
import type { Mount } from '../engine/mounts.ts'
import { LABELS } from '../labels.ts'
import type { Stack, StackContainer } from '../stack.ts'
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
    await refuseForeignFiles(stack, container, data)
    const target = await containerTarget(
      stack,
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
    // It fails where there was nothing to remove, or something has stayed.
    return receipt(() => helper.run(loseScript(container, String(target.identity['data']))))
  },

  async verify(reach, target) {
    const dead = await databaseKill.verify(reach, target)
    return evidence(dead.holds, `${dead.text}; its files at ${target.identity['data']} were removed`)
  },
}

/** Files that were there before the drill, or that others use too, are not ours to remove. @throws NoTargetError */
async function refuseForeignFiles(stack: Stack, { id, component }: StackContainer, folder: string): Promise<void> {
  const mount = mountOf(await stack.engine.mounts(id), folder)
  if (mount === undefined || mount.project === stack.project) return
  throw new NoTargetError(
    `standby.lose: ${folder} of '${component}' is in ${mount.what}, which is not the drill's own: its files would be ` +
      'removed for good. Let it be in a volume that the compose file makes, without external or a name of its own',
  )
}

/** The mount in which a folder lies; undefined where it lies in the container itself. */
function mountOf(mounts: readonly Mount[], folder: string): Mount | undefined {
  return mounts
    .filter(({ at }) => `${folder}/`.startsWith(`${at.replace(/\/$/, '')}/`))
    .sort((one, other) => other.at.length - one.at.length)[0]
}
