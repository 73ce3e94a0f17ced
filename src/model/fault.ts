import type { CloudFault } from './cloud-fault.ts'
import type { Duration } from './duration.ts'
import type { FaultTiming, Lasting } from './fault-timing.ts'
import type { PartFault } from './part-fault.ts'

/** The zone that is meant: the one in which the database with this role is at that moment, or one by name. */
export type ZoneSelector =
  { readonly of: 'primary' | 'standby'; readonly zone?: never } | { readonly zone: string; readonly of?: never }

/** Which instances are meant. */
export interface InstanceSelector {
  readonly role: 'service'
  /** Only those in this zone. @default any zone */
  readonly zone?: string
  /** How many. @default 1 */
  readonly count?: number
}

/** The process of a database dies at once, as if it had been killed. */
export interface DatabaseKill extends FaultTiming {
  readonly kind: 'database.kill'
  readonly role: 'primary' | 'standby'
}

/** A database stops answering, while its connections stay open and new ones are accepted: a gray failure. */
export interface DatabaseFreeze extends Lasting {
  readonly kind: 'database.freeze'
  readonly role: 'primary' | 'standby'
}

/**
 * The control plane is asked to make the standby the primary. Not a crash: nobody has to detect anything, and the
 * report says so.
 */
export interface DatabaseFailover extends FaultTiming {
  readonly kind: 'database.failover'
}

/**
 * The table that holds the customers' data is dropped, as a bad deploy does it: the database is well, and every copy of it
 * follows at once. What was there comes back by a restore only.
 */
export interface DataDrop extends FaultTiming {
  readonly kind: 'data.drop'
}

/** The standby is lost together with its data. */
export interface StandbyLose extends FaultTiming {
  readonly kind: 'standby.lose'
}

/** Instances are terminated, without a chance to finish what they do. */
export type InstanceTerminate = FaultTiming & InstanceSelector & { readonly kind: 'instance.terminate' }

/** Instances stop answering, while their connections stay open. */
export type InstanceFreeze = Lasting & InstanceSelector & { readonly kind: 'instance.freeze' }

/** A zone with everything in it is gone. Silent: nothing is refused, for there is nobody left to refuse it. */
export type ZoneLose = FaultTiming & ZoneSelector & { readonly kind: 'zone.lose' }

/** A zone is cut off in both directions, silently; everything in it lives on. */
export type ZoneIsolate = Lasting & ZoneSelector & { readonly kind: 'zone.isolate' }

/** A whole region is cut off in both directions, silently; everything in it lives on, and its zones still reach each other. */
export interface RegionIsolate extends Lasting {
  readonly kind: 'region.isolate'
  /** `primary`: the region in which the primary database is at that moment; `secondary`: the other one. */
  readonly region: 'primary' | 'secondary'
}

/**
 * The replication link to the standby (of two regions: the link between them) is held (traffic waits, nothing is refused) from `lead` before the first
 * other fault, and what it holds is dropped at that fault. Makes the data loss of an asynchronous standby real.
 * Never starts the clock.
 */
export interface ReplicationHold extends FaultTiming {
  readonly kind: 'replication.hold'
  readonly lead: Duration
  readonly startsClock?: false
}

/**
 * A fault of one's own: shell commands, run where the drill runs, in the folder of the scenario. Each gets
 * `BLACKSTART_DRILL_ID` and `BLACKSTART_INJECTION_ID` and must end within `timeout`.
 */
export interface CommandFault extends FaultTiming {
  readonly kind: 'command'
  /** Causes the fault; 0 says that it was done. */
  readonly inject: string
  /** 0 says that the fault is in force. */
  readonly verify: string
  /** Ends the fault; 0 says that it is over. Run again after a crash, so it must be harmless when there is nothing to undo. */
  readonly undo: string
  /** For each command. @default '30s' */
  readonly timeout?: Duration
  /** Names of environment variables whose values must not stand in the record, should a command say them. @default none */
  readonly secrets?: readonly string[]
}

/** A fault that a person causes and undoes. Refused where there is no terminal to ask at. */
export interface ManualFault extends FaultTiming {
  readonly kind: 'manual'
  /** What the person is asked to do. */
  readonly ask: string
  /** What the person is asked to do in the end. @default to take back what was asked for */
  readonly undo?: string
}

/** What is done to the system, in words that hold in every environment. */
export type Fault =
  | DatabaseKill
  | DatabaseFreeze
  | DatabaseFailover
  | DataDrop
  | StandbyLose
  | InstanceTerminate
  | InstanceFreeze
  | ZoneLose
  | ZoneIsolate
  | RegionIsolate
  | ReplicationHold
  | PartFault
  | CloudFault
  | CommandFault
  | ManualFault

/** Faults that people bring themselves: they know no environment, and outlive it. */
export type UserFault = CommandFault | ManualFault
/** Faults that an environment injects. */
export type EnvironmentFault = Exclude<Fault, UserFault>
/** Those of a system with a pair of databases, instances and zones: the lab's. */
export type SystemFault = Exclude<EnvironmentFault, PartFault | CloudFault>

export function isUserFault(fault: Fault): fault is UserFault {
  return fault.kind === 'command' || fault.kind === 'manual'
}

/** How our influence on a target ends. */
export type Reversal = 'inverse' | 'expires' | 'replaced-by-system' | 'discard-environment' | { readonly none: string }

/** One concrete thing that a fault was resolved to. Plain JSON without secrets; it is what the ledger keeps. */
export interface ResolvedTarget {
  readonly fault: Fault
  /** Position of the fault in the scenario; the environment's own additions follow behind. */
  readonly faultIndex: number
  /** Id of the component, for example `db-a`. */
  readonly component: string
  /** Ids of components that are hit with it. @default none */
  readonly alsoHits?: readonly string[]
  readonly reversal: Reversal
  /** What must still hold at the moment of injection, in words for the report. */
  readonly precondition: string
  /** What the environment needs to find exactly this thing again (pid and start time, timeline, ARN...). */
  readonly identity: Readonly<Record<string, string | number | boolean>>
}

/** Which components a fault hits, or would hit. */
export type Hit = Pick<ResolvedTarget, 'fault' | 'component' | 'alsoHits'>

declare const intended: unique symbol

/** A target whose intent is on disk. Only the ledger makes one, so nothing can be injected that was not written first. */
export interface IntendedInjection extends ResolvedTarget {
  readonly [intended]: true
  /** The ledger's number of this injection, from 1. */
  readonly injectionId: number
  readonly epoch: number
  readonly drillId: string
}

/** A statement with what it rests on. */
export interface Evidence {
  readonly holds: boolean
  /** What was looked at and what was seen, in words. */
  readonly text: string
  /**
   * Only whoever was asked for the fault says so, and nothing else shows it: it is a proof beside an outage that clients saw,
   * and none without one. @default it was seen
   */
  readonly hearsay?: true
  /** Nanoseconds of the machine's monotonic clock, as decimal text. */
  readonly observedAtNs: string
}

/** What came of an undo: the proof that it is gone, or why there is none. */
export type Undone = { readonly evidence: Evidence } | { readonly error: string }

/** When an injection was asked for and when the call returned, in the process that acted (machine's monotonic clock). */
export interface InjectionReceipt {
  readonly askedNs: string
  readonly returnedNs: string
}
