import type { Evidence, IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import { limitArguments, type Limits } from '../engine/limits.ts'
import { type ContainerFault, evidence, type Reach, receipt } from './container-fault.ts'
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
        const target = containerTarget(fault, faultIndex, container, fault.role, 'inverse')
        const { cpus, memory } = await reach.stack.engine.limits(container.id)
        return { ...target, identity: { ...target.identity, cpusBefore: cpus, memoryBefore: memory } }
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
    const set = Object.entries(want).every(([name, value]) => seen[name as keyof Limits] === value)
    if (!set) return evidence(false, `${target.component} has ${parts.join(' and ')}`)
    const kept = await waitFor('the kernel to keep to it', async () => inForce(await stack.engine.usage(id), want), {
      timeoutMs: COUNTED_TIMEOUT_MS,
      everyMs: 100,
    }).catch(() => undefined)
    const holds = kept !== undefined
    return evidence(
      holds,
      `${target.component} has ${parts.join(' and ')}; ${holds ? kept : 'the kernel does not say that it keeps to it'}`,
    )
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

  byHand: (target) => `docker update ${limitArguments(before(target))} ${containerId(target).slice(0, 12)}`,
}

function wanted({ fault }: IntendedInjection): Partial<Limits> {
  if (fault.kind !== 'instance.limit') return {}
  return {
    ...(fault.cpus === undefined ? {} : { cpus: fault.cpus }),
    ...(fault.memoryMb === undefined ? {} : { memory: fault.memoryMb * MEBIBYTE }),
  }
}

/** What it had of that which was limited. */
function before(target: IntendedInjection): Partial<Limits> {
  const { cpus, memory } = wanted(target)
  return {
    ...(cpus === undefined ? {} : { cpus: Number(target.identity['cpusBefore']) }),
    ...(memory === undefined ? {} : { memory: Number(target.identity['memoryBefore']) }),
  }
}

/** What the kernel counts, once it keeps to the limits. */
function inForce(
  { cpuPeriods, cpuThrottled, memoryLimit }: Awaited<ReturnType<Reach['stack']['engine']['usage']>>,
  { cpus, memory }: Partial<Limits>,
): string | undefined {
  const cpu = cpus === undefined ? '' : `it was held back in ${cpuThrottled} of ${cpuPeriods} periods so far`
  if (cpus !== undefined && cpuPeriods === 0) return undefined
  if (memory !== undefined && memoryLimit !== memory) return undefined
  return [cpu, ...(memory === undefined ? [] : ['the kernel counts its memory against that'])]
    .filter((text) => text !== '')
    .join(', ')
}
