/** What a container may have of the machine. */
export interface Limits {
  /** Cores; 0: no limit. */
  readonly cpus: number
  /** Bytes; 0: no limit. */
  readonly memory: number
}

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

/** The engine's words for limits. Of what is not given nothing is changed. */
export function limitOptions({ cpus, memory }: Partial<Limits>): Readonly<Record<string, number>> {
  return {
    // Not as "nano CPUs": to those the engine knows no way back to "no limit".
    ...(cpus === undefined ? {} : { CpuPeriod: PERIOD, CpuQuota: cpus === 0 ? -1 : Math.round(cpus * PERIOD) }),
    // Without swap, else memory would not be short.
    ...(memory === undefined ? {} : { Memory: memory || NO_LIMIT, MemorySwap: memory || NO_LIMIT }),
  }
}

/** The same for a person's shell. */
export function limitArguments(limits: Partial<Limits>): string {
  const flags: Readonly<Record<string, string>> = {
    CpuPeriod: '--cpu-period',
    CpuQuota: '--cpu-quota',
    Memory: '--memory',
    MemorySwap: '--memory-swap',
  }
  return Object.entries(limitOptions(limits))
    .map(([name, value]) => `${flags[name]} ${value}`)
    .join(' ')
}

/** What the engine says of a container's limits. */
export function limitsIn(host: {
  readonly CpuQuota?: number | undefined
  readonly CpuPeriod?: number | undefined
  readonly NanoCpus?: number | undefined
  readonly Memory?: number | undefined
}): Limits {
  const { CpuQuota = 0, CpuPeriod = 0, NanoCpus = 0, Memory = 0 } = host
  const cpus = CpuQuota > 0 ? CpuQuota / (CpuPeriod > 0 ? CpuPeriod : PERIOD) : NanoCpus / 1e9
  return { cpus, memory: Memory > 0 && Memory < NO_LIMIT ? Memory : 0 }
}
