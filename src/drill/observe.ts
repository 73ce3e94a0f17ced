import type { MeasuredSystem } from '../environments/environment.ts'
import { clocksSince, nowSince } from '../system/clock.ts'
import { type MeasuringContext, type MeasuringTools, MarkKeeper, emitter, inPhase } from './context.ts'
import { FaultMarker, type MarkSource } from './fault-mark.ts'
import { exitCodeOf, finishRecord } from './finish.ts'
import { Instruments } from './instruments.ts'
import { DrillLock } from './lock.ts'
import { type DrillPlan, type ObservationPlan, type RecordFolder, saveSystem } from './record.ts'
import type { DrillOutcome } from './run-drill.ts'
import { proveSteadyState, warmUp } from './steady-state.ts'
import { Stopper } from './stopper.ts'
import { watch } from './watch.ts'

/** What the composition root hands to an observation. */
export interface ObserveTools extends MeasuringTools {
  readonly system: MeasuredSystem
  readonly mark: MarkSource
}

/**
 * Measures a system that somebody else breaks:
 *
 * 1. take the machine's drill lock: a second measurement would disturb the first
 * 2. warm up: probes and load on, until two windows agree
 * 3. steady state: measure the baseline
 * 4. watch: run the command that breaks, or wait for a person to do it; until the service has stably recovered
 * 5. stop load and probes, read all canaries back
 * 6. judge from the record on disk, and write the report into it
 *
 * There is no ledger and no watchdog: nothing was done that somebody would have to undo. Prober and load end with this
 * process, whatever ends it. A signal while it watches is its regular end; at any other time it interrupts.
 *
 * @throws DrillRunningError when a drill holds the machine
 */
export async function observe(
  plan: DrillPlan & { readonly observation: ObservationPlan },
  folder: RecordFolder,
  tools: ObserveTools,
): Promise<DrillOutcome> {
  const lock = await DrillLock.acquire({ drillId: plan.drillId, pid: process.pid })
  try {
    await measure(plan, folder, tools)
    const emit = emitter(plan, folder, tools)
    emit({ kind: 'phase', phase: 'judge', state: 'begin' })
    const report = await finishRecord(folder)
    // Shown and not journaled: the report holds the journal's checksum already.
    tools.onEvent({ kind: 'phase', phase: 'judge', state: 'end', atNs: nowSince(plan.origin), by: 'harness' })
    return { report, exitCode: exitCodeOf(report, 0) }
  } finally {
    lock.release()
  }
}

async function measure(
  plan: DrillPlan & { readonly observation: ObservationPlan },
  folder: RecordFolder,
  tools: ObserveTools,
): Promise<void> {
  const { observation } = plan
  const emit = emitter(plan, folder, tools)
  const interruption = new Interruption(tools.signal)
  const stopper = new Stopper(emit, interruption.signal)
  const marks = new MarkKeeper(folder)
  const context: MeasuringContext = {
    plan,
    folder,
    tools,
    environment: tools.system,
    signal: stopper.signal,
    emit,
    // They hold a lifeline to this process: nobody has to find them after it.
    startedProcess: () => {},
  }
  const instruments = new Instruments(context)
  const marker = new FaultMarker(context, observation, marks)
  try {
    await saveSystem(tools.system, folder)
    await inPhase(emit, 'warm-up', async () => {
      await instruments.start((reason) => stopper.stop(reason))
      await warmUp(context, instruments)
    })
    const baseline = await inPhase(emit, 'steady-state', () => proveSteadyState(context, instruments))
    marks.set({ baseline })
    await inPhase(emit, 'watch', async () => {
      const enough = interruption.beginWatch()
      emit({ kind: 'note', text: invitation(tools.mark) })
      marker.start(tools.mark)
      await watch(context, instruments, { observation, baseline, marker, enough })
      interruption.endWatch()
    })
  } catch (error) {
    stopper.fail(error)
  }
  marker.stop()
  marks.set({ observedUntilNs: nowSince(plan.origin) })
  await instruments.stop()
  try {
    const written = tools.system.canary !== undefined
    if (written && !stopper.stopped) await inPhase(emit, 'read-back', () => instruments.readBack())
  } catch (error) {
    stopper.fail(error)
  }
  stopper.settle()
  marks.set({
    clockAtEnd: clocksSince(plan.origin),
    endedAt: new Date().toISOString(),
  })
}

function invitation({ command, key }: MarkSource): string {
  if (command !== undefined) return 'steady'
  if (key !== undefined) return 'steady: break it now, and press space or enter in the same moment; Ctrl-C ends'
  return 'steady: it may be broken now; nobody marks the moment, so downtime will be judged. Ctrl-C ends'
}

/** A signal interrupts, but not while it is watched: there it says that a person has seen enough. */
class Interruption {
  readonly #interrupt = new AbortController()
  readonly #enough = new AbortController()
  #watching = false

  constructor(outer: AbortSignal) {
    const pass = (): void => (this.#watching ? this.#enough : this.#interrupt).abort(outer.reason)
    if (outer.aborted) pass()
    else outer.addEventListener('abort', pass, { once: true })
  }

  get signal(): AbortSignal {
    return this.#interrupt.signal
  }

  beginWatch(): AbortSignal {
    this.#watching = true
    return this.#enough.signal
  }

  endWatch(): void {
    this.#watching = false
  }
}
