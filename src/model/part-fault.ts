import type { Duration } from './duration.ts'
import type { FaultTiming, Lasting } from './fault-timing.ts'
import type { Role } from './topology.ts'

/** Which parts of the system are meant: by what they do; databases by what they are at that moment. */
export interface PartSelector {
  readonly role: Role
  /** Only those in this zone. @default any zone */
  readonly zone?: string
  /** How many. @default 1 */
  readonly count?: number
}

/** Instances are shut down in order, and nothing starts them again until the fault ends. */
export type InstanceStop = Lasting & PartSelector & { readonly kind: 'instance.stop' }

/** Instances are shut down in order and started again, as by a deployment. */
export type InstanceRestart = FaultTiming & PartSelector & { readonly kind: 'instance.restart' }

/** Instances get less of the machine. At least one of the two must be given. */
export type InstanceLimit = Lasting &
  PartSelector & {
    readonly kind: 'instance.limit'
    /** Cores, for example 0.1. @default as before */
    readonly cpus?: number
    /** MiB; who needs more is killed by the kernel. @default as before */
    readonly memoryMb?: number
  }

/** Which of a part's packets are meant. */
export interface Traffic {
  /** `in`: what reaches it; `out`: what it sends. @default 'both' */
  readonly direction?: 'in' | 'out' | 'both'
  /** Only what it exchanges with parts of this role. @default everybody, but the instrument inside the zones */
  readonly peer?: Role
}

/** Packets vanish without a word. One way only is a gray failure: who is asked answers, and nobody hears it. */
export type NetworkCut = Lasting & PartSelector & Traffic & { readonly kind: 'network.cut' }

/** Some of the packets vanish. */
export type NetworkLoss = Lasting &
  PartSelector &
  Traffic & {
    readonly kind: 'network.loss'
    /** Of a hundred packets so many. */
    readonly percent: number
  }

/** Whatever a part sends is late. */
export type NetworkLatency = Lasting & PartSelector & { readonly kind: 'network.latency'; readonly delay: Duration }

/** What a part sends is held to a rate. */
export type NetworkBandwidth = Lasting &
  PartSelector & {
    readonly kind: 'network.bandwidth'
    readonly kbitPerSecond: number
  }

/** A volume is full. Only volumes that are bounded in size are ever filled. */
export type DiskFull = Lasting & PartSelector & { readonly kind: 'disk.full' }

/** Faults of single parts, beside those that every environment knows. */
export type PartFault =
  | InstanceStop
  | InstanceRestart
  | InstanceLimit
  | NetworkCut
  | NetworkLoss
  | NetworkLatency
  | NetworkBandwidth
  | DiskFull
