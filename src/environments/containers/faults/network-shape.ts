import type { IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import {
  bandwidthShape,
  isFreeScript,
  isShapedScript,
  isUnshapedScript,
  type Shape,
  shapedBytes,
  shapeScript,
  unshapeScript,
} from '../engine/shape-scripts.ts'
import { type ContainerFault, evidence } from './container-fault.ts'
import { type NetworkAct, networkFault, resolveNetworks } from './network-fault.ts'

/** How long something may take to go through a queue, in milliseconds. */
const SENT_TIMEOUT_MS = 5_000

/** Has the kernel queue what a container sends. */
export function shaping(shapeOf: (target: IntendedInjection) => Shape): NetworkAct {
  return {
    free: (_target, container) => isFreeScript(container),
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
