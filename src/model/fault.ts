import type { Duration } from './duration.ts'

/** What every fault of a scenario may state. */
export interface FaultTiming {
  /** When to inject, counted from the start of the inject phase. @default '0s' */
  readonly at?: Duration
  /** Whether recovery time is counted from this fault. @default the first fault of the scenario */
  readonly startsClock?: boolean
}

/** The process of a database dies at once, as if it had been killed. */
export interface DatabaseKill extends FaultTiming {
  readonly kind: 'database.kill'
  readonly role: 'primary' | 'standby'
}

/**
 * The replication link to the standby is held (traffic waits, nothing is refused) from `lead` before the first
 * other fault, and what it holds is dropped at that fault. Makes the data loss of an asynchronous standby real.
 * Never starts the clock.
 */
export interface ReplicationHold extends FaultTiming {
  readonly kind: 'replication.hold'
  readonly lead: Duration
  readonly startsClock?: false
}

/** What is done to the system, in words that hold in every environment. */
export type Fault = DatabaseKill | ReplicationHold
export type FaultKind = Fault['kind']

/** How our influence on a target ends. */
export type Reversal = 'inverse' | 'expires' | 'replaced-by-system' | 'discard-environment' | { readonly none: string }

/** One concrete thing that a fault was resolved to. Plain JSON without secrets; it is what the ledger keeps. */
export interface ResolvedTarget {
  readonly fault: Fault
  /** Position of the fault in the scenario; the environment's own additions follow behind. */
  readonly faultIndex: number
  /** Id of the component, for example `db-a`. */
  readonly component: string
  readonly reversal: Reversal
  /** What must still hold at the moment of injection, in words for the report. */
  readonly precondition: string
  /** What the environment needs to find exactly this thing again (pid and start time, timeline, ARN...). */
  readonly identity: Readonly<Record<string, string | number | boolean>>
}

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
  /** Nanoseconds of the machine's monotonic clock, as decimal text. */
  readonly observedAtNs: string
}

/** When an injection was asked for and when the call returned, in the process that acted (machine's monotonic clock). */
export interface InjectionReceipt {
  readonly askedNs: string
  readonly returnedNs: string
}
