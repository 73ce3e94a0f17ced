import type { ClockOrigin } from '../model/clock.ts'
import type { Evidence, InjectionReceipt, ResolvedTarget } from '../model/fault.ts'
import type { HostIdentity } from '../system/host.ts'
import type { ProcessIdentity } from '../system/identity.ts'

/** First frame of a ledger: enough for another process to find the environment and the drill again. */
export interface LedgerHeader {
  readonly kind: 'header'
  readonly version: 1
  readonly drillId: string
  /** The environment's handle: plain JSON without secrets. */
  readonly handle: {
    readonly environment: string
    readonly bootId: string
    readonly data: Readonly<Record<string, string | number | boolean>>
  }
  readonly origin: ClockOrigin
  readonly harness: ProcessIdentity
  /** Where the harness ran; absent in ledgers of earlier versions. */
  readonly host?: HostIdentity
}

/** Role of a process in the ledger that leads a group of its own: whoever ends it ends the whole group. */
export const COMMAND_ROLE = 'command'

/** One frame of a ledger after the header. */
export type LedgerEntry =
  | { readonly kind: 'epoch'; readonly epoch: number; readonly by: string; readonly reason: string }
  | { readonly kind: 'process'; readonly role: string; readonly identity: ProcessIdentity }
  | { readonly kind: 'intended'; readonly injectionId: number; readonly epoch: number; readonly target: ResolvedTarget }
  | { readonly kind: 'injected'; readonly injectionId: number; readonly receipt: InjectionReceipt }
  | { readonly kind: 'injection-failed'; readonly injectionId: number; readonly error: string }
  | { readonly kind: 'verified'; readonly injectionId: number; readonly evidence: Evidence }
  | { readonly kind: 'undone'; readonly injectionId: number; readonly by: string }
  | { readonly kind: 'confirmed'; readonly injectionId: number; readonly evidence: Evidence; readonly by: string }
  | { readonly kind: 'undo-failed'; readonly injectionId: number; readonly error: string; readonly by: string }
  | { readonly kind: 'closed'; readonly by: string; readonly environment: 'destroyed' | 'detached' }

/** What is known of one injection after reading the ledger. */
export interface LedgerInjection {
  readonly injectionId: number
  readonly epoch: number
  readonly target: ResolvedTarget
  readonly state: 'intended' | 'injected' | 'verified' | 'undone' | 'confirmed'
  readonly receipt?: InjectionReceipt
  readonly proof?: Evidence
  /** Why it was not injected, as far as its harness knows. */
  readonly error?: string
  /** Why the last attempt to undo it failed. */
  readonly undoError?: string
  readonly confirmation?: Evidence
  readonly undoneBy?: string
}

/** A ledger as read from disk. */
export interface LedgerState {
  readonly header: LedgerHeader
  readonly epoch: number
  readonly injections: readonly LedgerInjection[]
  readonly processes: readonly { readonly role: string; readonly identity: ProcessIdentity }[]
  /** Set when somebody has finished with it: nothing of the drill is left to do. */
  readonly closedBy?: string
  readonly tail: 'clean' | 'torn' | 'damaged'
}
