import type { Evidence, IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import { type CpuUnit, limitArguments, type Limits, type Usage } from '../engine/limits.ts'
import { type ContainerFault, evidence, receipt } from './container-fault.ts'
import { partsWith } from './parts.ts'
import { containerId, containerTarget, recheck } from './target.ts'

const MEBIBYTE = 1_048_576

/** How long the kernel may take until it has counted a period of the new share, in milliseconds. */
const COUNTED_TIMEOUT_MS = 3_000

/** Containers get less of the machine, by the engine's own limits; what they had before stands in the ledger. */
export const instanceLimit: ContainerFault<'instance.limit'> = {
  async resolve(reach, fault, faultIndex) {
    const parts = await partsWith(reach, fault)
    return Promise.all(
      parts.map(async (container) => {
        const target = await containerTarget(reach.stack, fault, faultIndex, container, fault.role, 'inverse')
        const { cpus, memory, memorySwap, unit } = await reach.stack.engine.limits(container.id)
        const before = { cpusBefore: cpus, memoryBefore: memory, memorySwapBefore: memorySwap, cpuUnit: unit }
        return { ...target, identity: { ...target.identity, ...before } }
      }),
    )
  },

  async inject({ stack }, target) {
    const { id } = await recheck(stack, target)
    return receipt(() => stack.engine.limit(id, wanted(target)))
  },

  async verify({ stack }, target): Promise<Evidence> {
    const id = containerId(target)
    const want = wanted(target)
    const seen = await stack.engine.limits(id)
    const parts = [
      ...(want.cpus === undefined ? [] : [`${seen.cpus} cores`]),
      ...(want.memory === undefined ? [] : [`${seen.memory / MEBIBYTE} MiB of memory`]),
    ]
    if (!isSet(want, seen)) return evidence(false, `${target.component} has ${parts.join(' and ')}`)
    // Of a limit that was there before the kernel has counted much already.
    const first = await stack.engine.usage(id)
    const look = async (): Promise<string | undefined> => inForce(first, await stack.engine.usage(id), want)
    const kept = await waitFor('the kernel to keep to it', look, {
      timeoutMs: COUNTED_TIMEOUT_MS,
      everyMs: 100,
    }).catch(() => undefined)
    const holds = kept !== undefined
    return evidence(
      holds,
      `${target.component} has ${parts.join(' and ')}; ${holds ? kept : 'the kernel does not say that it keeps to it'}`,
    )
  },

  async held({ stack }, target) {
    const id = containerId(target)
    if ((await stack.container(id)) === undefined) return evidence(true, `${target.component} is removed`)
    const holds = isSet(wanted(target), await stack.engine.limits(id))
    return evidence(holds, `${target.component} ${holds ? 'was limited until the end' : 'had more before the end'}`)
  },

  async undo(reach, target) {
    if ((await reach.stack.container(containerId(target))) === undefined) return
    await reach.stack.engine.limit(containerId(target), before(target))
  },

  async undone({ stack }, target) {
    if ((await stack.container(containerId(target))) === undefined)
      return evidence(true, `the container of ${target.component} is removed`)
    const seen = await stack.engine.limits(containerId(target))
    const was = before(target)
    const holds = Object.entries(was).every(([name, value]) => seen[name as keyof Limits] === value)
    return evidence(holds, `${target.component} ${holds ? 'has what it had before' : 'is still limited'}`)
  },

  byHand: ({ stack }, target) =>
    `${stack.engine.command} update ${limitArguments(before(target), target.identity['cpuUnit'] as CpuUnit)} ` +
    containerId(target).slice(0, 12),
}

/** Not every engine keeps account of swap, and then it says nothing of it. */
function isSet(want: Partial<Limits>, seen: Limits): boolean {
  return (['cpus', 'memory'] as const).every((name) => want[name] === undefined || want[name] === seen[name])
}

function wanted({ fault }: IntendedInjection): Partial<Limits> {
  if (fault.kind !== 'instance.limit') return {}
  return {
    ...(fault.cpus === undefined ? {} : { cpus: fault.cpus }),
    // Without swap, else memory would not be short.
    ...(fault.memoryMb === undefined
      ? {}
      : { memory: fault.memoryMb * MEBIBYTE, memorySwap: fault.memoryMb * MEBIBYTE }),
  }
}

/** What it had of that which was limited. */
function before(target: IntendedInjection): Partial<Limits> {
  const { cpus, memory } = wanted(target)
  return {
    ...(cpus === undefined ? {} : { cpus: Number(target.identity['cpusBefore']) }),
    ...(memory === undefined
      ? {}
      : {
          memory: Number(target.identity['memoryBefore']),
          memorySwap: Number(target.identity['memorySwapBefore']),
        }),
  }
}

/** What the kernel has counted since the first look, once it keeps to the limits. */
function inForce(first: Usage, now: Usage, { cpus, memory }: Partial<Limits>): string | undefined {
  const periods = now.cpuPeriods - first.cpuPeriods
  if (cpus !== undefined && periods <= 0) return undefined
  if (memory !== undefined && now.memoryLimit !== memory) return undefined
  return [
    ...(cpus === undefined
      ? []
      : [`it was held back in ${now.cpuThrottled - first.cpuThrottled} of ${periods} periods`]),
    ...(memory === undefined ? [] : ['the kernel counts its memory against that']),
  ].join(', ')
}
