import { durationMs } from '../../../model/duration.ts'
import type { EnvironmentFault, Evidence, IntendedInjection, ResolvedTarget } from '../../../model/fault.ts'
import type { NetworkCut, NetworkLoss, PartSelector } from '../../../model/part-fault.ts'
import { waitFor } from '../../../system/wait.ts'
import { NoTargetError } from '../../environment.ts'
import { type Drop, dropScript, isPassingScript, passScript, tableOf } from '../engine/drop-scripts.ts'
import { HandsError } from '../engine/hands.ts'
import { leased, leasedAgain, released } from '../engine/lease.ts'
import type { Process } from '../engine/scripts.ts'
import {
  bandwidthShape,
  CAN_DELAY,
  isFreeScript,
  isShapedScript,
  isUnshapedScript,
  latencyShape,
  type Shape,
  shapedBytes,
  shapeScript,
  unshapeScript,
} from '../engine/shape-scripts.ts'
import type { StackContainer } from '../stack.ts'
import { type ContainerFault, evidence, lookedOver, type Reach, receipt } from './container-fault.ts'
import { instrumentPorts, untilDropped } from './dropped.ts'
import { partsWith, runningTarget } from './parts.ts'
import { containerId, containerTarget, recheck, withOwnNetwork } from './target.ts'

/** How long something may take to go through a queue, in milliseconds. */
const SENT_TIMEOUT_MS = 5_000

/** The kernel of the engine's host cannot delay packets. */
export class NoNetemError extends NoTargetError {
  override readonly name = 'NoNetemError'

  constructor(reason: string) {
    super(
      `network.latency: the kernel of the engine's host has no netem, which delays packets (${reason}). ` +
        'Use network.bandwidth or network.loss, or an engine on another kernel',
    )
  }
}

/** What is done to a container's network, and how it is taken back. */
interface NetworkAct {
  /** Ends with 0 where it can be done. @default anywhere */
  free?(container: Process): string
  apply(reach: Reach, target: IntendedInjection, container: StackContainer): Promise<string> | string
  takeBack(target: IntendedInjection, container: Process): string
  /** Ends with 0 where it is seen not to be in force. */
  isOver(target: IntendedInjection, container: Process): string
  verify(reach: Reach, target: IntendedInjection, container: StackContainer): Promise<Evidence>
}

/** A fault of a container's network: the rules live in its namespace, so a restart would end it. */
function networkFault<Kind extends NetworkKind>(act: NetworkAct): Omit<ContainerFault<Kind>, 'resolve'> {
  const apply = async (
    lease: typeof leased,
    reach: Reach,
    target: IntendedInjection,
    container: StackContainer,
  ): Promise<void> => {
    const script = await act.apply(reach, target, container)
    const helper = await reach.hands()
    await helper.run(lease(target.injectionId, act.takeBack(target, container), script))
  }
  return {
    async inject(reach, target) {
      const container = await recheck(reach.stack, target)
      const helper = await reach.hands()
      if (act.free !== undefined) await helper.run(act.free(container))
      return receipt(() => apply(leased, reach, target, container))
    },

    async keep(reach, target) {
      const container = await runningTarget(reach, target)
      if (container !== undefined) await apply(leasedAgain, reach, target, container)
    },

    async verify(reach, target) {
      const container = await runningTarget(reach, target)
      if (container === undefined) return evidence(false, `${target.component} does not run`)
      return act.verify(reach, target, container)
    },

    async undo(reach, target) {
      const container = await runningTarget(reach, target)
      // Without a running process there are no rules; but it may start again, and they must not be put back then.
      const takenBack = container === undefined ? ':' : act.takeBack(target, container)
      const helper = await reach.hands()
      await helper.run(released(target.injectionId, takenBack))
    },

    async undone(reach, target) {
      const container = await runningTarget(reach, target)
      if (container === undefined) return evidence(true, `${target.component} does not run: its network is gone`)
      const helper = await reach.hands()
      return lookedOver(
        () => helper.run(act.isOver(target, container)),
        `nothing of ours is in the network of ${target.component}`,
      )
    },

    byHand: (target) => `docker restart ${containerId(target).slice(0, 12)}`,
  }
}

type NetworkKind = 'network.cut' | 'network.loss' | 'network.latency' | 'network.bandwidth'

async function resolveParts(
  reach: Reach,
  fault: PartSelector & EnvironmentFault,
  faultIndex: number,
): Promise<readonly ResolvedTarget[]> {
  const parts = withOwnNetwork(fault, await partsWith(reach, fault))
  return Promise.all(parts.map((one) => containerTarget(reach.stack, fault, faultIndex, one, fault.role, 'inverse')))
}

const DROPPING: NetworkAct = {
  async apply({ stack }, target, container) {
    const { direction = 'both', peer, ...fault } = target.fault as NetworkCut | NetworkLoss
    const drop: Drop = {
      direction,
      ...(peer === undefined ? {} : { peers: await addressesOf(stack, peer) }),
      ...('percent' in fault ? { percent: fault.percent } : {}),
      inside: [],
      gateways: container.gateways,
      instrumentPorts: instrumentPorts(container),
    }
    return dropScript(container, tableOf(target), drop)
  },
  takeBack: (target, container) => passScript(container, tableOf(target)),
  isOver: (target, container) => isPassingScript(container, tableOf(target)),
  async verify(reach, target, container) {
    const dropped = await untilDropped(reach, target, [container])
    if (typeof dropped === 'string') return evidence(false, dropped)
    return evidence(true, `${target.component}: ${dropped} packets were dropped so far`)
  },
}

function shaping(shapeOf: (target: IntendedInjection) => Shape): NetworkAct {
  return {
    free: isFreeScript,
    apply: (_reach, target, container) => shapeScript(container, shapeOf(target)),
    takeBack: (_target, container) => unshapeScript(container),
    isOver: (_target, container) => isUnshapedScript(container),
    async verify({ hands }, target, container) {
      const helper = await hands()
      const bytes = await waitFor(
        'something to go through the queue',
        async () => {
          const sent = shapedBytes(await helper.run(isShapedScript(container)))
          return sent > 0 && sent
        },
        { timeoutMs: SENT_TIMEOUT_MS, everyMs: 50 },
      ).catch(() => 0)
      return evidence(
        bytes > 0,
        `what ${target.component} sends goes through ${shapeOf(target)}: ${bytes} bytes so far`,
      )
    },
  }
}

/** Where the parts of a role are. @throws RangeError when there is none */
async function addressesOf(stack: Reach['stack'], role: NonNullable<NetworkCut['peer']>): Promise<readonly string[]> {
  const addresses = (await stack.containers()).filter((one) => one.role === role).flatMap((one) => one.addresses)
  if (addresses.length === 0) throw new RangeError(`no running container has the role '${role}' of the peer`)
  return addresses
}

/** Packets of a container vanish. */
export const networkCut: ContainerFault<'network.cut'> = { resolve: resolveParts, ...networkFault(DROPPING) }

/** Some of the packets of a container vanish. */
export const networkLoss: ContainerFault<'network.loss'> = { resolve: resolveParts, ...networkFault(DROPPING) }

/** What a container sends is held to a rate. */
export const networkBandwidth: ContainerFault<'network.bandwidth'> = {
  resolve: resolveParts,
  ...networkFault(shaping(({ fault }) => bandwidthShape(fault.kind === 'network.bandwidth' ? fault.kbitPerSecond : 0))),
}

/** What a container sends is late; refused where the kernel cannot do it. */
export const networkLatency: ContainerFault<'network.latency'> = {
  async resolve(reach, fault, faultIndex) {
    const helper = await reach.hands()
    await helper.run(CAN_DELAY).catch((error: unknown) => {
      throw error instanceof HandsError ? new NoNetemError(error.message) : error
    })
    return resolveParts(reach, fault, faultIndex)
  },
  ...networkFault(shaping(({ fault }) => latencyShape(fault.kind === 'network.latency' ? durationMs(fault.delay) : 0))),
}
