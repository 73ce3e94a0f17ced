import type { IntendedInjection } from '../../../model/fault.ts'
import { NoTargetError } from '../../environment.ts'
import type { BoundedVolume } from '../engine/bounded-volumes.ts'
import { emptyScript, fillScript, FULL, isEmptyScript, isFilledScript, isFullScript } from '../engine/fill-scripts.ts'
import { leased, released } from '../engine/lease.ts'
import type { StackContainer } from '../stack.ts'
import { type ContainerFault, evidence, lookedOver, type Reach, receipt } from './container-fault.ts'
import { partsWith, livingTarget } from './parts.ts'
import { containerId, containerTarget, recheck } from './target.ts'

/** Bytes that one script writes: a slow disk takes them within the time that a script has. */
const STEP = 33_554_432
/** Bytes above which it would take minutes until a volume is full, and a good part of the machine. */
const MOST = 17_179_869_184

/** A container has no volume that can be filled without filling the disk of the engine's host. */
export class NoBoundedVolumeError extends NoTargetError {
  override readonly name = 'NoBoundedVolumeError'

  constructor(component: string) {
    super(
      `disk.full: '${component}' has no volume that is bounded in size, and an unbounded one would fill the disk of the ` +
        "engine's host. Give it a tmpfs with a size, or a volume with driver_opts: { type: tmpfs, o: size=64m }",
    )
  }
}

/** A volume is bounded, and too large all the same. */
class LargeVolumeError extends NoTargetError {
  constructor(component: string, { path, bytes }: BoundedVolume) {
    super(
      `disk.full: ${path} of '${component}' may hold ${bytes} bytes, more than the ${MOST} that are filled for a drill: ` +
        'bound it smaller',
    )
  }
}

/** Fills all volumes, in steps; how they are emptied is written down before the first. */
async function fill(
  { hands }: Pick<Reach, 'hands'>,
  target: IntendedInjection,
  container: StackContainer,
): Promise<void> {
  const { injectionId } = target
  const volumes = volumesOf(target)
  const helper = await hands()
  await helper.run(leased(injectionId, emptyScript(container, volumes, injectionId), ':'))
  for (const { path, bytes } of volumes) {
    for (let left = bytes; left > 0; left -= STEP) {
      const said = await helper.run(fillScript(container, path, injectionId, Math.min(left, STEP)))
      if (said === FULL) break
    }
  }
}

/** The bounded volumes of a container are full; whatever is unbounded is never touched. */
export const diskFull: ContainerFault<'disk.full'> = {
  async resolve(reach, fault, faultIndex) {
    const parts = await partsWith(reach, fault)
    return Promise.all(
      parts.map(async (container) => {
        const volumes = await reach.stack.engine.boundedVolumes(container.id)
        if (volumes.length === 0) throw new NoBoundedVolumeError(container.component)
        const large = volumes.find(({ bytes }) => bytes > MOST)
        if (large !== undefined) throw new LargeVolumeError(container.component, large)
        const target = await containerTarget(reach.stack, fault, faultIndex, container, fault.role, 'inverse')
        return { ...target, identity: { ...target.identity, volumes: JSON.stringify(volumes) } }
      }),
    )
  },

  async inject(reach, target) {
    const container = await recheck(reach.stack, target)
    return receipt(() => fill(reach, target, container))
  },

  async verify(reach, target) {
    const container = await livingTarget(reach, target)
    if (container === undefined) return evidence(false, `${target.component} does not run`)
    const helper = await reach.hands()
    const paths = volumesOf(target).map(({ path }) => path)
    try {
      await helper.run(isFullScript(container, volumesOf(target), target.injectionId))
      return evidence(true, `nothing more can be written to ${paths.join(', ')} of ${target.component}`)
    } catch (error) {
      return evidence(false, String(error))
    }
  },

  /** A container that starts again may find its tmpfs empty. */
  async held(reach, target) {
    const container = await livingTarget(reach, target)
    if (container === undefined) return evidence(true, `${target.component} does not run any more`)
    const helper = await reach.hands()
    const look = isFilledScript(container, volumesOf(target), target.injectionId)
    return lookedOver(() => helper.run(look), `the volumes of ${target.component} were filled until the end`)
  },

  async undo(reach, target) {
    const container = await livingTarget(reach, target)
    if (container === undefined) return
    const helper = await reach.hands()
    const script = emptyScript(container, volumesOf(target), target.injectionId)
    await helper.run(released(target.injectionId, script))
  },

  /** A volume outlives its container's process: while that does not run, nobody can say what is in it. */
  async undone(reach, target) {
    const container = await livingTarget(reach, target)
    if (container === undefined) {
      const gone = (await reach.stack.container(containerId(target))) === undefined
      return evidence(
        gone,
        `${target.component} ${gone ? 'is removed' : 'does not run, and its volume cannot be seen'}`,
      )
    }
    const helper = await reach.hands()
    const seen = await helper
      .run(isEmptyScript(container, volumesOf(target), target.injectionId))
      .then(() => undefined, String)
    return evidence(seen === undefined, seen ?? `nothing of ours is in the volumes of ${target.component}`)
  },

  byHand({ stack }, target) {
    const files = volumesOf(target).map(({ path }) => `${path}/.blackstart-fill-${target.injectionId}`)
    return `${stack.engine.command} exec ${containerId(target).slice(0, 12)} rm -f ${files.join(' ')}`
  },
}

function volumesOf({ identity }: IntendedInjection): readonly BoundedVolume[] {
  return JSON.parse(String(identity['volumes'])) as readonly BoundedVolume[]
}
