import { durationMs } from '../../../model/duration.ts'
import type { IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import { NoTargetError } from '../../environment.ts'
import { HandsError } from '../engine/hands.ts'
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
import { type ContainerFault, evidence } from './container-fault.ts'
import { type NetworkAct, networkFault, resolveNetworks } from './network-fault.ts'

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

function shaping(shapeOf: (target: IntendedInjection) => Shape): NetworkAct {
  return {
    free: isFreeScript,
    apply: (_reach, target, container) => shapeScript(container, shapeOf(target)),
    takeBack: (_target, container) => unshapeScript(container),
    isThere: (_target, container) => isShapedScript(container),
    isGone: (_target, container) => isUnshapedScript(container),
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

/** What a container sends is held to a rate. */
export const networkBandwidth: ContainerFault<'network.bandwidth'> = {
  resolve: resolveNetworks,
  ...networkFault(shaping(({ fault }) => bandwidthShape(fault.kind === 'network.bandwidth' ? fault.kbitPerSecond : 0))),
}

/** What a container sends is late; refused where the kernel cannot do it. */
export const networkLatency: ContainerFault<'network.latency'> = {
  async resolve(reach, fault, faultIndex) {
    const helper = await reach.hands()
    await helper.run(CAN_DELAY).catch((error: unknown) => {
      throw error instanceof HandsError ? new NoNetemError(error.message) : error
    })
    return resolveNetworks(reach, fault, faultIndex)
  },
  ...networkFault(shaping(({ fault }) => latencyShape(fault.kind === 'network.latency' ? durationMs(fault.delay) : 0))),
}
