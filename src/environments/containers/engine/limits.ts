/** What a container may have of the machine. */
export interface Limits {
  /** Cores; 0: no limit. */
  readonly cpus: number
  /** Bytes; 0: no limit. */
  readonly memory: number
  /** Bytes of memory and swap together; 0: no limit. */
  readonly memorySwap: number
}

/** In which of two ways the engine keeps a container's cores; it takes no change in the other one. */
export type CpuUnit = 'quota' | 'nano'

/** What the kernel has counted of a container. */
export interface Usage {
  /** Periods in which a CPU limit was watched, and those in which it was reached. */
  readonly cpuPeriods: number
  readonly cpuThrottled: number
  /** Bytes that it may have, as the kernel knows it. */
  readonly memoryLimit: number
}

/** In microseconds: the kernel's own default. */
const PERIOD = 100_000

/** Bytes, more than any machine has: the engine takes a memory limit back by a larger one only. */
const NO_LIMIT = 2 ** 50
/** The same of memory and swap: with -1 the kernel (control groups v1) is first given a memory limit above the old sum. */
const NO_SWAP_LIMIT = 2 * NO_LIMIT

/** The engine's words for limits. Of what is not given nothing is changed. */
export function limitOptions(
  { cpus, memory, memorySwap }: Partial<Limits>,
  unit: CpuUnit = 'quota',
): Readonly<Record<string, number>> {
  return {
    ...(cpus === undefined ? {} : cpuOptions(cpus, unit)),
    ...(memory === undefined ? {} : { Memory: memory || NO_LIMIT }),
    ...(memorySwap === undefined ? {} : { MemorySwap: memorySwap || NO_SWAP_LIMIT }),
  }
}

/** What never had "nano CPUs" gets none: from those the engine knows no way back to "no limit". */
function cpuOptions(cpus: number, unit: CpuUnit): Readonly<Record<string, number>> {
  if (unit === 'nano') return { NanoCpus: Math.round(cpus * 1e9) }
  return { CpuPeriod: PERIOD, CpuQuota: cpus === 0 ? -1 : Math.round(cpus * PERIOD) }
}

/** The same for a person's shell. */
export function limitArguments(limits: Partial<Limits>, unit: CpuUnit): string {
  const flags: Readonly<Record<string, string>> = {
    CpuPeriod: '--cpu-period',
    CpuQuota: '--cpu-quota',
    NanoCpus: '--cpus',
    Memory: '--memory',
    MemorySwap: '--memory-swap',
  }
  return Object.entries(limitOptions(limits, unit))
    .map(([name, value]) => `${flags[name]} ${name === 'NanoCpus' ? value / 1e9 : value}`)
    .join(' ')
}

/** What the engine says of a container's limits. */
export function limitsIn(host: {
  readonly CpuQuota?: number | undefined
  readonly CpuPeriod?: number | undefined
  readonly NanoCpus?: number | undefined
  readonly Memory?: number | undefined
  readonly MemorySwap?: number | undefined
}): Limits & { readonly unit: CpuUnit } {
  const { CpuQuota = 0, CpuPeriod = 0, NanoCpus = 0, Memory = 0, MemorySwap = 0 } = host
  const cpus = CpuQuota > 0 ? CpuQuota / (CpuPeriod > 0 ? CpuPeriod : PERIOD) : NanoCpus / 1e9
  return { cpus, memory: bounded(Memory), memorySwap: bounded(MemorySwap), unit: NanoCpus > 0 ? 'nano' : 'quota' }
}

function bounded(bytes: number): number {
  return bytes > 0 && bytes < NO_LIMIT ? bytes : 0
}
