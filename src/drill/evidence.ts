import { existsSync } from 'node:fs'
import type { ControlPlaneEvent } from '../environments/environment.ts'
import { type HistoryPart, mergeTables } from '../history/merge-tables.ts'
import { OperationTableBuilder } from '../history/operation-table-builder.ts'
import { readHistory } from '../history/read-history.ts'
import type { LedgerInjection, LedgerState } from '../ledger/entries.ts'
import { readLedger } from '../ledger/read-ledger.ts'
import { readLoadEvidence } from '../load/evidence.ts'
import { runFiles } from '../load/run-files.ts'
import type {
  ControlPlaneSighting,
  DrillEvidence,
  InjectionEvidence,
  LagSample,
  UndoEvidence,
} from '../model/evidence.ts'
import type { Interval, Span } from '../model/interval.ts'
import type { LoopDelay } from '../model/noise.ts'
import type { TimedAct } from '../model/rehearsal.ts'
import type { Objectives, Reason } from '../model/verdict.ts'
import { loadFinalReads } from '../observe/final-reads-file.ts'
import { sinceOrigin } from '../system/clock.ts'
import { startsClock } from './injection.ts'
import type { JournalEntry } from './events.ts'
import { readNoise } from './noise-recorder.ts'
import { isRunbookStep } from './runbook/changes.ts'
import { readJournal } from './journal.ts'
import {
  type DrillMarks,
  type DrillPlan,
  type EnvironmentRecord,
  type RecordFolder,
  readJson,
  readJsonIfPresent,
} from './record.ts'

/** Reads everything that a verdict rests on back from a record. Whatever the drill did not get to is absent. */
export async function readEvidence(folder: RecordFolder, objectives?: Objectives): Promise<DrillEvidence> {
  const plan = readJson<DrillPlan>(folder.plan)
  const marks = readJsonIfPresent<DrillMarks>(folder.marks) ?? {}
  const environment = readJsonIfPresent<EnvironmentRecord>(folder.environment)
  const ledger = existsSync(folder.ledger) ? readLedger(folder.ledger) : undefined
  const journal = readJournal(folder.journal)
  const problems: Reason[] = journal.flatMap((entry) => (entry.kind === 'problem' ? [entry.reason] : []))
  if (plan.observation !== undefined && marks.endedAt === undefined) {
    problems.push({ code: 'killed', text: 'the observation was killed before it had ended' })
  }
  const probes = await readProbes(folder)
  const events = sightings(folder, plan)
  const injections = ledger === undefined ? [] : injectionsOf(ledger, plan)
  // Without a timeline k6 was never released: there is no load to speak of, and why is among the problems.
  const loadRan = existsSync(runFiles(folder.load).timeline)
  const load = loadRan ? await readLoadEvidence(folder.load, plan.origin) : undefined
  const { streams, table } = mergeTables([probes, ...(load === undefined ? [] : [load])])
  return {
    origin: plan.origin,
    objectives: objectives ?? plan.objectives,
    config: plan.measurement,
    streams,
    operations: table,
    blindWindows: probes.blindWindows,
    observedUntilNs: marks.observedUntilNs ?? probes.lastNs,
    injections,
    ...(plan.observation === undefined ? {} : { observation: marks.fault === undefined ? {} : { mark: marks.fault } }),
    finalReads: await loadFinalReads(folder.finalReads),
    canaryPresent: environment?.canaryPresent ?? true,
    undo: ledger === undefined ? [] : ledger.injections.map(undoOf),
    problems,
    expects: plan.scenario.expects ?? [],
    events,
    ...(marks.redundancy === undefined ? {} : { redundancy: redundancyOf(marks.redundancy, events, injections) }),
    noise: readNoise(folder.noise),
    loopDelays: probes.loopDelays,
    ...(marks.baseline === undefined ? {} : { baseline: marks.baseline }),
    ...(marks.people === undefined ? {} : { people: marks.people }),
    ...(marks.runbook === undefined ? {} : { runbook: marks.runbook }),
    ...(plan.rehearsal === undefined ? {} : { rehearsal: { ...plan.rehearsal, acts: actsIn(journal) } }),
    ...(marks.clockAtEnd === undefined ? {} : { clockAtEnd: marks.clockAtEnd }),
    ...(load === undefined ? {} : { load: load.accounting }),
  }
}

function actsIn(journal: readonly JournalEntry[]): TimedAct[] {
  return journal.flatMap((entry) => {
    if (entry.kind !== 'person') return []
    const { kind: _same, by: _us, atNs, ...act } = entry
    return [{ ...act, atMs: atNs / 1e6 }]
  })
}

interface Probes extends HistoryPart {
  readonly blindWindows: readonly Span[]
  readonly loopDelays: readonly LoopDelay[]
  /** The last instant that the history speaks of. */
  readonly lastNs: number
}

async function readProbes(folder: RecordFolder): Promise<Probes> {
  if (!existsSync(folder.history)) {
    return { streams: [], table: new OperationTableBuilder().build(), blindWindows: [], loopDelays: [], lastNs: 0 }
  }
  const { header, table, blindWindows, loopDelays, endedAtNs } = await readHistory(folder.history)
  const lastNs = endedAtNs ?? table.scheduledNs.at(-1) ?? 0
  return { streams: header.streams, table, blindWindows, loopDelays, lastNs }
}

/** What the control plane told, on the drill's clock. */
function sightings({ events }: RecordFolder, { origin }: DrillPlan): ControlPlaneSighting[] {
  return (readJsonIfPresent<ControlPlaneEvent[]>(events) ?? []).map((event) => {
    const { kind, component, fromNs, toNs, legs } = event
    const lag = lagIn(event)
    return {
      kind,
      component,
      at: { lo: sinceOrigin(origin, fromNs), hi: sinceOrigin(origin, toNs) },
      ...(lag === undefined ? {} : { lag }),
      ...(legs === undefined ? {} : { legs }),
    }
  })
}

/** Kinds of events that say how far a copy is behind. */
const LAGS: Readonly<Record<string, LagSample['of']>> = { 'replica-lag': 'replica', restorable: 'restore' }

function lagIn({ kind, source, figures = {} }: ControlPlaneEvent): LagSample | undefined {
  const [of, lo, hi] = [LAGS[kind], figures['lagFromMs'], figures['lagToMs']]
  return of === undefined || lo === undefined || hi === undefined ? undefined : { of, source, lo, hi }
}

/**
 * When a standby streamed again: the control plane's word where it gave one, for the drill only looks after recovery;
 * never later than the drill saw it.
 */
function redundancyOf(
  { seenNs, holds }: NonNullable<DrillMarks['redundancy']>,
  events: readonly ControlPlaneSighting[],
  injections: readonly InjectionEvidence[],
): Interval {
  if (!holds) return { lo: seenNs, hi: null }
  const sinceNs = Math.min(Infinity, ...injections.map(({ askedNs }) => askedNs ?? Infinity))
  // The standby that the environment began with was announced by the same event.
  const restored = events.findLast(({ kind, at }) => kind === 'redundancy-restored' && (at.hi ?? 0) >= sinceNs)?.at
  return { lo: restored?.lo ?? null, hi: Math.min(seenNs, restored?.hi ?? Infinity) }
}

function injectionsOf(ledger: LedgerState, plan: DrillPlan): InjectionEvidence[] {
  return ledger.injections
    .filter(({ target }) => !isRunbookStep(target))
    .map((injection) => {
      const { target, receipt, proof, error } = injection
      const { origin } = plan
      return {
        injectionId: injection.injectionId,
        fault: target.fault,
        component: target.component,
        reversal: target.reversal,
        // What the environment's settings add stands behind the scenario's own faults, and never starts the clock.
        startsClock:
          target.faultIndex < plan.scenario.faults.length && startsClock(plan.scenario.faults, target.faultIndex),
        ...(receipt === undefined
          ? {}
          : { askedNs: sinceOrigin(origin, receipt.askedNs), returnedNs: sinceOrigin(origin, receipt.returnedNs) }),
        ...(proof === undefined ? {} : { proof }),
        ...(error === undefined ? {} : { error }),
      }
    })
}

/** What went with an environment that was discarded is gone, and its undo has failed all the same. */
function undoOf({ injectionId, state, confirmation, undoError }: LedgerInjection): UndoEvidence {
  const undone = state === 'confirmed' && undoError === undefined
  const texts = [undoError, confirmation?.text].filter((text) => text !== undefined)
  return { injectionId, undone, text: texts.join('; ') || `the ledger ends with '${state}'` }
}
