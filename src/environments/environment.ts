import type { CanarySpec, ProbeSpec } from '../model/probe.ts'
import type { Evidence, Fault, Hit, InjectionReceipt, IntendedInjection, ResolvedTarget } from '../model/fault.ts'
import type { Launcher } from '../model/launcher.ts'
import type { LegName } from '../model/judgement.ts'
import type { Topology } from '../model/topology.ts'
import type { AwsConfig } from '../scenario/aws-types.ts'
import type { CanarySettings } from '../scenario/config.ts'

/** What an environment needs to be found again by another process: plain JSON without secrets; first frame of the ledger. */
export interface Handle {
  readonly environment: string
  readonly bootId: string
  /** Private to the driver. */
  readonly data: Readonly<Record<string, string | number | boolean>>
}

export interface EnvironmentConfig {
  readonly drillId: string
  /** Folder of the drill's record; the environment may put its evidence into `<folder>/environment`. */
  readonly recordFolder: string
  readonly launcher: Launcher
  /** Validated by {@link EnvironmentDriver.settings}. */
  readonly settings: Readonly<Record<string, unknown>>
  /** The name under which the load writes; undefined when there is none, or it keeps no ledger. */
  readonly loadWriter?: string
  /** The longest that the drill may take, its undo included, in milliseconds. */
  readonly longestMs: number
}

/** What a team's configuration says that every environment may need. */
export interface TeamConfiguration {
  /** Absolute; paths among the settings are counted from here. */
  readonly folder: string
  readonly canary: CanarySettings
  /** Names of environment variables whose values stand in no record. */
  readonly secrets?: readonly string[]
  /** Undefined where nothing is said about AWS. */
  readonly aws?: AwsConfig
}

/** One setting of an environment that a user may give with `--set key=value`. */
export interface SettingSpec {
  readonly key: string
  readonly text: string
  readonly values: string
  readonly default: string
}

/** What the control plane of the system did, as far as it tells; it attributes, it never judges. */
export interface ControlPlaneEvent {
  /** For example `primary-lost`, `fenced`, `promoted`, `endpoint-moved`, `redundancy-restored`. */
  readonly kind: string
  readonly component: string
  /** When it happened, machine's monotonic clock, nanoseconds as decimal text. */
  readonly fromNs: string
  readonly toNs: string
  readonly source: string
  readonly text: string
  /** Of an `alarm`: the name of the alert, by which people find the runbook. */
  readonly alert?: string
  /** Legs of a recovery that it ends where no control plane of the system's own tells. It attributes, and measures nothing. */
  readonly legs?: readonly LegName[]
  /** What was measured, by name, with the unit in the name. */
  readonly figures?: Readonly<Record<string, number>>
}

/** What a drill would do, for people. */
export interface DrillDescription {
  readonly lines: readonly string[]
  /** Why a run would be refused as things stand; empty when nothing speaks against it. */
  readonly refusals: readonly string[]
  /** What would be hit, and of what: for the guards. Undefined where nobody can tell beforehand. */
  readonly expected?: { readonly topology: Topology; readonly hits: readonly Hit[] }
}

/** How long an environment may take about one target of a fault, where that is more than any may. Milliseconds. */
export interface Patience {
  /** Until it is known whether it is in force. */
  readonly injectMs: number
  /** Until its undo is proven, however many attempts that takes. */
  readonly undoMs: number
}

export interface EnvironmentDriver {
  readonly name: string
  readonly settingSpecs: readonly SettingSpec[]
  /** Parses `--set` values; returns all findings at once. */
  settings(
    given: Readonly<Record<string, string>>,
    configuration: TeamConfiguration,
  ): { readonly value: Readonly<Record<string, unknown>> } | { readonly findings: readonly string[] }
  /** The settings as records and plans may show them: without values that could be secrets. @default all of them */
  recordedSettings?(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
  /**
   * Looks whether everything is there that a drill with these faults needs. Starts nothing.
   *
   * @returns what is missing, in words; all findings at once
   */
  preflight?(settings: Readonly<Record<string, unknown>>, faults: readonly Fault[]): Promise<readonly string[]>
  /** What must hold before anything is started, asked with the guards of the team. */
  startQuestions?(settings: Readonly<Record<string, unknown>>, longestMs: number): readonly StartQuestion[]
  /**
   * What a drill with these faults would do now, in lines for people. Only reads.
   *
   * @param longestMs - the longest that the drill may take, its undo included
   */
  describeDrill?(
    settings: Readonly<Record<string, unknown>>,
    faults: readonly Fault[],
    longestMs: number,
  ): Promise<DrillDescription>
  /** Why faults cannot be injected here, by kind: said where somebody asks for them, for nothing is put in their place. */
  readonly impossible?: Readonly<Partial<Record<Fault['kind'], string>>>
  /** Starts (or reaches) the environment. The intent must already be findable when this is killed half-way: see {@link planHandle}. */
  open(config: EnvironmentConfig, handle: Handle, signal: AbortSignal): Promise<Environment>
  /** Decides where the environment will stand, before anything is started. */
  planHandle(config: EnvironmentConfig): Promise<Handle>
  /** From another process, with the ledger alone. An environment that is gone answers as "everything of it is discarded". */
  reconnect(handle: Handle): Promise<RecoveredEnvironment>
  /** Roles that exist in this environment at all, for checking a scenario before anything is started. */
  readonly roles: readonly string[]
  /**
   * It was there before the drill and stays: every fault must be undone one by one. Otherwise it is discarded at the end, and
   * with it whatever was done to it. @default false
   */
  readonly lasting?: boolean
  /**
   * It stands on the machine of the harness: whoever comes to the rescue from elsewhere would see nothing of it, and take that
   * for the end of it. @default false
   */
  readonly machineLocal?: boolean
  /** The same as the fault plane's, for when the environment cannot be reached: by what handle and ledger say alone. */
  byHand?(handle: Handle, target: IntendedInjection): string | undefined
  /**
   * Removes whatever bears the tag of a drill, for when its ledger cannot be read to the end.
   *
   * @returns what was found, in words
   */
  undoTagged?(drillId: string, handle: Handle): Promise<readonly string[]>
  /** How long this environment may take about a fault; undefined: no longer than any. @param settings - the parsed ones */
  patience?(fault: Fault, settings: Readonly<Record<string, unknown>>): Patience | undefined
  /** Fault kinds that this environment can inject. */
  readonly faultKinds: readonly Fault['kind'][]
}

/** What a rescuer holds after {@link EnvironmentDriver.reconnect}. */
export interface RecoveredEnvironment {
  readonly faults: FaultPlane
  /** Ends an environment that lives only for its drill, and lets go of a lasting one; idempotent. Resolves when it is done. */
  destroy(): Promise<void>
}

/** What can be measured, whoever breaks it. */
export interface MeasuredSystem {
  /** What really stands behind it: `lab`, `containers`, `aws`, `fake`, `observed`. */
  readonly backend: string
  describe(): Promise<Topology>
  readonly streams: readonly ProbeSpec[]
  readonly canary: CanarySpec | undefined
  /** The address that customers use; the load is sent there. */
  readonly customerUrl: string
  /** Facts for the report: versions, parameters, file system. */
  readonly fingerprint: Readonly<Record<string, string>>
}

/** A system that can be broken, too. */
export interface Environment extends MeasuredSystem {
  readonly handle: Handle
  readonly faults: FaultPlane
  /** Id of the component, or name of the zone, in which the prober of this drill runs; undefined: outside of all. */
  readonly proberStandsIn?: string
  /** Faults that the environment's own settings add (the lab's `replication-hold`); injected in addition to the scenario's. */
  readonly ownFaults: readonly Fault[]
  events(): Promise<readonly ControlPlaneEvent[]>
  /** Resolves when the environment has died by itself, with the reason. Never rejects. */
  readonly died: Promise<string>
  close(how: 'destroy' | 'detach'): Promise<void>
}

export interface FaultPlane {
  /** None is an empty list: the lifecycle says `no-targets`. @throws NoTargetError where there is more to say about it */
  resolve(fault: Fault, faultIndex: number): Promise<readonly ResolvedTarget[]>
  /** @throws TargetMovedError when the precondition does not hold any more. */
  inject(target: IntendedInjection): Promise<InjectionReceipt>
  /** Proof that it is in force. */
  verify(target: IntendedInjection): Promise<Evidence>
  /**
   * Whether a fault that lasts until it is undone was in force until now; asked before the undo. Undefined: it leaves nothing
   * that would have to be held.
   */
  held?(target: IntendedInjection): Promise<Evidence | undefined>
  /** Idempotent; a target that vanished counts as undone. */
  undo(target: IntendedInjection): Promise<void>
  /** Proof that our influence is gone. */
  undone(target: IntendedInjection): Promise<Evidence>
  /**
   * Told once it is proven undone and nothing of it can come late: whatever keeps an account of it elsewhere may forget it now.
   * Idempotent.
   */
  confirmed?(target: IntendedInjection): Promise<void>
  /** How long a request whose sender has died may still take effect, in milliseconds. @default 30000 */
  readonly requestTimeoutMs?: number
  /** The same as the driver's, for whoever undoes. */
  patience?(fault: Fault): Patience | undefined
  /** The command that a person can paste into a shell when an undo fails for good. Without secrets. */
  byHand?(target: IntendedInjection): string | undefined
}

/** What a driver wants to know before a drill may start; it refuses with a text, and when it cannot answer. */
export interface StartQuestion {
  readonly name: string
  /** No answer after so long refuses, in milliseconds. */
  readonly timeoutMs: number
  readonly ask: () => Promise<string | undefined>
}

/** The environment does not let this be done to it. Nothing was done. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly refusals: readonly string[]

  constructor(refusals: readonly string[], options?: ErrorOptions) {
    super(refusals.join('; '), options)
    this.refusals = refusals
  }
}

/** The target is not what it was when it was resolved: inconclusive, nothing was injected. */
export class TargetMovedError extends Error {
  override readonly name = 'TargetMovedError'
  readonly component: string

  constructor(component: string, message: string) {
    super(message)
    this.component = component
  }
}

/** A fault cannot be done to the system as it is; the message says why, and what would help. */
export class NoTargetError extends Error {
  override readonly name: string = 'NoTargetError'
}

/** Optional ability: brings back the shape that the environment had before the drill. */
export interface RestoresRedundancy {
  /** Waits until a standby streams again; compares by shape, not by identity. */
  restoreRedundancy(signal: AbortSignal): Promise<Evidence>
}

/** Optional ability: people can work on it, with commands. */
export interface OperatedByHand {
  /**
   * What the runbooks of this environment need to know about it as it is now: values of their inputs, by name, and what
   * the commands need to find it.
   */
  hands(): Promise<Readonly<Record<string, string>>>
}

/** Local endpoints that answer as AWS does, with effects on an environment of ours. Loopback only. */
export interface LocalAws {
  /** For example `http://127.0.0.1:40123`. */
  readonly endpoint: string
  /** Where the database behind it takes SQL. */
  readonly sqlUrl: string
  readonly accountId: string
  readonly region: string
  readonly secondRegion: string
  /** By what factor the control plane's lateness is shortened; 1: as published. */
  readonly speed: number
}

/** Optional ability: it can be reached as if it were an AWS account. */
export interface OffersAws {
  readonly aws: LocalAws
}

export function offersAws<Thing extends object>(thing: Thing): thing is Thing & OffersAws {
  return 'aws' in thing && thing.aws !== undefined && thing.aws !== null
}

export function operatedByHand(environment: Environment): environment is Environment & OperatedByHand {
  return 'hands' in environment
}

export function restoresRedundancy(environment: Environment): environment is Environment & RestoresRedundancy {
  return 'restoreRedundancy' in environment
}
