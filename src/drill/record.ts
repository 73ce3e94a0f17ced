import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MeasuredSystem } from '../environments/environment.ts'
import type { ClockOrigin, ClockPair } from '../model/clock.ts'
import type { CreditedStep, FaultMark } from '../model/evidence.ts'
import type { Span } from '../model/interval.ts'
import type { MeasurementConfig } from '../model/measurement-config.ts'
import type { ProbeSpec } from '../model/probe.ts'
import type { RunbookEvidence } from '../model/runbook-evidence.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Topology } from '../model/topology.ts'
import type { Objectives } from '../model/verdict.ts'
import type { WarmUp } from '../scenario/config.ts'
import type { BlastRadius } from '../scenario/guard-settings.ts'

/** Everything that was decided before the drill touched anything. */
export interface DrillPlan {
  readonly planVersion: 1
  readonly drillId: string
  readonly scenarioName: string
  readonly scenarioFile: string
  readonly scenarioSha256: string
  /** Of the load's script; absent when the scenario has no load. */
  readonly loadSha256?: string
  /** Of the runbook that recovers; absent when recovery is automatic. */
  readonly runbookSha256?: string
  readonly scenario: Scenario
  readonly environment: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly objectives: Objectives
  readonly measurement: MeasurementConfig
  readonly warmUp: WarmUp
  /** How much of the environment the drill may hit. @default no limit */
  readonly blastRadius?: BlastRadius
  /** Names of variables whose values must not stand in the record. @default none */
  readonly secrets?: readonly string[]
  readonly operator: string
  readonly commit: string | null
  readonly dirty: boolean | null
  readonly command: string
  readonly startedAt: string
  readonly origin: ClockOrigin
  readonly versions: Readonly<Record<string, string>>
  /** Address of the CI run, where there is one. */
  readonly ciRun: string | null
  /** Set when a person recovers the system; `blind`: with the alarm alone. */
  readonly rehearsal?: { readonly blind: boolean }
  /** Set when somebody else breaks the system and Blackstart only watches. */
  readonly observation?: ObservationPlan
}

/** How a system is observed that somebody else breaks. */
export interface ObservationPlan {
  /** The command that breaks the system, its secrets masked: for people, and never run. */
  readonly markCommand?: string
  /** The command that says whether the fault is in force. Like {@link markCommand}. */
  readonly verifyCommand?: string
  /** By how much a key press may be off, to either side, in milliseconds. */
  readonly humanErrorMs: number
  /** The longest that is watched after the steady state, in milliseconds. */
  readonly atMostMs: number
  /** Whether all of that time is watched, also when the service has recovered before. */
  readonly toTheEnd: boolean
  /** What the load writes is not read back: it only witnesses whether the service was there. */
  readonly loadOnlyWitnesses: boolean
  /** Names of the environment variables whose values must not appear in the record. */
  readonly secrets: readonly string[]
}

/** What the environment said about itself once it stood. */
export interface EnvironmentRecord {
  readonly backend: string
  readonly fingerprint: Readonly<Record<string, string>>
  readonly topology: Topology
  readonly streams: readonly ProbeSpec[]
  readonly customerUrl: string
  readonly canaryPresent: boolean
}

/** Marks that the lifecycle sets while it runs, for the judgement. */
export interface DrillMarks {
  readonly baseline?: Span
  readonly clockAtEnd?: ClockPair
  readonly observedUntilNs?: number
  readonly endedAt?: string
  /** When it was first seen that a standby streams again (or, at the end, that none does), nanoseconds. */
  readonly redundancy?: { readonly seenNs: number; readonly holds: boolean }
  /** Of a fault that was not ours. */
  readonly fault?: FaultMark
  /** How the runbook went that recovered the system. */
  readonly runbook?: RunbookEvidence
  /** The people's part in it. */
  readonly people?: readonly CreditedStep[]
}

/** The folder of one drill: `reports/<drill-id>/`. Names of its files, and nothing else. */
export class RecordFolder {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  static create(path: string): RecordFolder {
    mkdirSync(path, { recursive: true })
    return new RecordFolder(path)
  }

  get plan(): string {
    return join(this.path, 'plan.json')
  }
  get ledger(): string {
    return join(this.path, 'ledger')
  }
  get journal(): string {
    return join(this.path, 'journal.ndjson')
  }
  get history(): string {
    return join(this.path, 'history.ndjson')
  }
  /** How busy the machine was, a sample a second. */
  get noise(): string {
    return join(this.path, 'noise.ndjson')
  }
  get environment(): string {
    return join(this.path, 'environment.json')
  }
  /** Where the environment puts its own evidence. */
  get environmentFolder(): string {
    return join(this.path, 'environment')
  }
  get events(): string {
    return join(this.path, 'control-plane.json')
  }
  get marks(): string {
    return join(this.path, 'marks.json')
  }
  get load(): string {
    return join(this.path, 'load')
  }
  get finalReads(): string {
    return join(this.path, 'final-reads')
  }
  get missingWrites(): string {
    return join(this.path, 'missing-writes.json')
  }
  /** What the scenario's own `verify` found, where there is one. */
  get verification(): string {
    return join(this.path, 'verification.json')
  }
  get report(): string {
    return join(this.path, 'report.json')
  }
  get markdown(): string {
    return join(this.path, 'report.md')
  }
  get html(): string {
    return join(this.path, 'report.html')
  }
  /** Of a rehearsal: a draft that belongs to people once it is written. */
  get postmortem(): string {
    return join(this.path, 'postmortem.md')
  }
  get junit(): string {
    return join(this.path, 'junit.xml')
  }
}

/** Keeps what a system says about itself in the record. */
export async function saveSystem(system: MeasuredSystem, folder: RecordFolder): Promise<void> {
  const record: EnvironmentRecord = {
    backend: system.backend,
    fingerprint: system.fingerprint,
    topology: await system.describe(),
    streams: system.streams,
    customerUrl: system.customerUrl,
    canaryPresent: system.canary !== undefined,
  }
  writeJson(folder.environment, record)
}

/** Writes JSON so that a reader sees the old file or the new one, never half of it. */
export function writeJson(path: string, value: unknown): void {
  writeFileSync(`${path}.part`, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(`${path}.part`, path)
}

export function readJson<Value>(path: string): Value {
  return JSON.parse(readFileSync(path, 'utf8')) as Value
}

export function readJsonIfPresent<Value>(path: string): Value | undefined {
  return existsSync(path) ? readJson<Value>(path) : undefined
}

/** The records in a reports folder, newest first (their names begin with the time). */
export function listRecords(reportsFolder: string): RecordFolder[] {
  if (!existsSync(reportsFolder)) return []
  return readdirSync(reportsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(reportsFolder, entry.name, 'plan.json')))
    .map((entry) => new RecordFolder(join(reportsFolder, entry.name)))
    .sort((left, right) => right.path.localeCompare(left.path))
}
