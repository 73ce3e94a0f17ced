import type { Environment, EnvironmentDriver, FaultPlane, MeasuredSystem } from '../environments/environment.ts'
import type { FaultLedger } from '../ledger/fault-ledger.ts'
import type { Launcher } from '../model/launcher.ts'
import type { Reason } from '../model/verdict.ts'
import type { LiveStream } from '../report/live.ts'
import type { Desk } from '../runbook/rehearse/desk.ts'
import type { ProcessIdentity } from '../system/identity.ts'
import type { DrillEvent, JournalEntry, Phase } from './events.ts'
import { Journal } from './journal.ts'
import { type DrillMarks, type DrillPlan, type RecordFolder, writeJson } from './record.ts'
import type { AskPerson } from './user-faults/manual-fault.ts'

/** What it takes to measure. */
export interface MeasuringTools {
  readonly launcher: Launcher
  /** Path of k6; undefined when there is no load. */
  readonly k6: string | undefined
  /** Every event, as it happens: for the terminal. */
  readonly onEvent: (entry: JournalEntry) => void
  /** How the streams do right now, a few times a second: for the terminal. */
  readonly onSample: (streams: readonly LiveStream[]) => void
  /** Aborted when the drill is to end early; its reason is shown. */
  readonly signal: AbortSignal
}

/** What the composition root hands to a drill. */
export interface DrillTools extends MeasuringTools {
  readonly driver: EnvironmentDriver
  /** Asks the person at the terminal; undefined where there is none. */
  readonly ask?: AskPerson | undefined
  /** How the commands of a runbook call this program. */
  readonly program: Launcher
  /** Lets the time that a runbook credits to people really pass. @default false */
  readonly waitCredited?: boolean
  /** The terminal of the person who rehearses; undefined when nobody does. */
  readonly desk?: Desk | undefined
}

/** The drill cannot go on; its reason goes into the report. What was injected is undone all the same. */
export class DrillStop extends Error {
  override readonly name = 'DrillStop'
  readonly reason: Reason

  constructor(reason: Reason, options?: ErrorOptions) {
    super(reason.text, options)
    this.reason = reason
  }
}

/** What the phases share that only measure: those of a drill, and those of an observation of somebody else's fault. */
export interface MeasuringContext {
  readonly plan: DrillPlan
  readonly folder: RecordFolder
  readonly tools: MeasuringTools
  readonly environment: MeasuredSystem
  /** Aborted with a {@link DrillStop} as soon as it cannot go on. */
  readonly signal: AbortSignal
  readonly emit: (event: DrillEvent) => void
  /** Told of each process as soon as it was started. */
  startedProcess(role: string, identity: ProcessIdentity): void
}

/** What the phases of one drill share. */
export class DrillContext implements MeasuringContext {
  readonly plan: DrillPlan
  readonly folder: RecordFolder
  readonly tools: DrillTools
  readonly ledger: FaultLedger
  readonly environment: Environment
  /** The environment's faults, and people's own. */
  readonly faults: FaultPlane
  /** Aborted with a {@link DrillStop} as soon as the drill cannot go on. */
  readonly signal: AbortSignal
  readonly emit: (event: DrillEvent) => void
  readonly marks: MarkKeeper

  constructor(parts: {
    plan: DrillPlan
    folder: RecordFolder
    tools: DrillTools
    ledger: FaultLedger
    environment: Environment
    faults: FaultPlane
    signal: AbortSignal
    emit: (event: DrillEvent) => void
    marks: MarkKeeper
  }) {
    this.plan = parts.plan
    this.folder = parts.folder
    this.tools = parts.tools
    this.ledger = parts.ledger
    this.environment = parts.environment
    this.faults = parts.faults
    this.signal = parts.signal
    this.emit = parts.emit
    this.marks = parts.marks
  }

  /** Whoever ends a drill that was killed finds its processes in the ledger. */
  startedProcess(role: string, identity: ProcessIdentity): void {
    this.ledger.append({ kind: 'process', role, identity })
  }
}

/** Tells journal and terminal, in this order. */
export function emitter(
  plan: DrillPlan,
  folder: RecordFolder,
  tools: Pick<MeasuringTools, 'onEvent'>,
): (event: DrillEvent) => void {
  const journal = new Journal(folder.journal, plan.origin, 'harness')
  return (event) => tools.onEvent(journal.write(event))
}

/** Runs one phase between its two marks in the journal. */
export async function inPhase<Result>(
  emit: (event: DrillEvent) => void,
  phase: Phase,
  work: () => Promise<Result>,
): Promise<Result> {
  emit({ kind: 'phase', phase, state: 'begin' })
  try {
    return await work()
  } finally {
    emit({ kind: 'phase', phase, state: 'end' })
  }
}

/** Keeps the marks of a drill on disk, each as soon as it is known. */
export class MarkKeeper {
  readonly #folder: RecordFolder
  #marks: DrillMarks = {}

  constructor(folder: RecordFolder) {
    this.#folder = folder
  }

  set(marks: Partial<DrillMarks>): void {
    this.#marks = { ...this.#marks, ...marks }
    writeJson(this.#folder.marks, this.#marks)
  }
}
