import { dirname } from 'node:path'
import { type Environment, type EnvironmentConfig, restoresRedundancy } from '../environments/environment.ts'
import { COMMAND_ROLE } from '../ledger/entries.ts'
import { FaultLedger } from '../ledger/fault-ledger.ts'
import type { ExitCode } from '../model/exit-codes.ts'
import type { Report } from '../report/schema.ts'
import { clocksSince, nowSince } from '../system/clock.ts'
import { hostIdentity } from '../system/host.ts'
import { identify } from '../system/identity.ts'
import { breakAndMend } from './break-and-mend.ts'
import { closeDrill } from './close.ts'
import { DrillContext, type DrillTools, MarkKeeper, emitter, inPhase } from './context.ts'
import { exitCodeOf } from './finish.ts'
import { guardTargets } from './guards/target-guards.ts'
import { proveHeld } from './held.ts'
import { injectAll } from './injection.ts'
import { REDUNDANCY_MS, longestDrillMs } from './longest.ts'
import { Instruments } from './instruments.ts'
import { loadWriterOf } from './load-plan.ts'
import type { DrillLock } from './lock.ts'
import { noteOpenDrill } from './open-drills.ts'
import { type DrillPlan, type RecordFolder, saveSystem, writeJson } from './record.ts'
import { recover } from './recovery.ts'
import { prepareRunbook } from './runbook/prepare.ts'
import { proveSteadyState, warmUp } from './steady-state.ts'
import { StopWatch } from './stop-conditions.ts'
import { Stopper } from './stopper.ts'
import { resolveAll } from './targets.ts'
import { withUserFaults } from './user-faults/fault-plane.ts'
import { finishVerified } from './verification.ts'
import { Watchdog } from './watchdog-client.ts'

export interface DrillOutcome {
  readonly report: Report
  readonly exitCode: ExitCode
}

/** A fault may remain, and something after the undo went wrong, too: its record says less than it should. */
export class FaultRemainsError extends Error {
  override readonly name = 'FaultRemainsError'
  readonly drillId: string

  constructor(drillId: string, cause: unknown) {
    super(`the report could not be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.drillId = drillId
  }
}

/**
 * Runs one drill, from an untouched machine back to an untouched machine:
 *
 * 1. start the watchdog; put the environment's handle into the fault ledger
 * 2. open the environment
 * 3. warm up: probes and load on, until two windows agree
 * 4. steady state: measure the baseline, prove the load's floor rate
 * 5. inject: intent on disk, inject, verify, outcome on disk
 * 6. wait until the service has stably recovered, or give up; ask whether faults that last were in force until then
 * 7. undo every fault in reverse order, whatever happened; wait until redundancy is restored
 * 8. stop load and probes, read all canaries back
 * 9. end the environment, close the ledger, dismiss the watchdog
 * 10. judge from the record on disk, and write the report into it
 *
 * Interrupted (signal), or unable to go on, it skips to 7; an interrupted drill is not read back.
 *
 * @param lock - held for as long as it takes; whoever asks its holder to stop stops the drill
 * @throws FaultRemainsError when a fault may remain and no report could be written about it
 */
export async function runDrill(
  plan: DrillPlan,
  folder: RecordFolder,
  tools: DrillTools,
  lock: DrillLock,
): Promise<DrillOutcome> {
  const harness = identify(process.pid)
  if (harness === undefined) throw new Error('this process cannot be identified: is /proc mounted?')
  const emit = emitter(plan, folder, tools)
  const stopper = new Stopper(emit, tools.signal)
  void lock.aborted.then(() => stopper.stop({ code: 'stopped', text: 'somebody stopped it with blackstart abort' }))
  const config: EnvironmentConfig = {
    drillId: plan.drillId,
    recordFolder: folder.path,
    launcher: tools.launcher,
    settings: plan.settings,
    ...loadWriterOf(plan),
    longestMs: longestDrillMs(plan, tools.driver),
  }
  const handle = await tools.driver.planHandle(config)
  const ledger = FaultLedger.create(folder.ledger, {
    kind: 'header',
    version: 1,
    drillId: plan.drillId,
    handle,
    origin: plan.origin,
    harness,
    host: hostIdentity(),
  })
  noteOpenDrill(plan.drillId, folder.path)
  const watchdog = await Watchdog.start(tools.launcher, folder.path)
  ledger.append({ kind: 'process', role: 'watchdog', identity: watchdog.identity })
  watchdog.guard(folder.path, harness, lock.path)
  void watchdog.exited.then(() => stopper.stop({ code: 'watchdog-lost', text: 'the watchdog died during the drill' }))

  const remaining = await drillBetweenLedgerAndVerdict({ plan, folder, tools, emit, stopper, ledger, config, handle })
  stopper.settle()
  await watchdog.dismiss()
  return await judged(plan, folder, { emit, tools }, remaining)
}

/** @throws FaultRemainsError when a fault may remain and nobody can write a report about it */
async function judged(
  plan: DrillPlan,
  folder: RecordFolder,
  { emit, tools }: Pick<Body, 'emit' | 'tools'>,
  remaining: number,
): Promise<DrillOutcome> {
  try {
    emit({ kind: 'phase', phase: 'judge', state: 'begin' })
    const report = await finishVerified(folder, plan.scenario.verify)
    // Shown and not journaled: the report holds the journal's checksum already.
    tools.onEvent({ kind: 'phase', phase: 'judge', state: 'end', atNs: nowSince(plan.origin), by: 'harness' })
    return { report, exitCode: exitCodeOf(report, remaining) }
  } catch (error) {
    throw remaining > 0 ? new FaultRemainsError(plan.drillId, error) : error
  }
}

interface Body {
  readonly plan: DrillPlan
  readonly folder: RecordFolder
  readonly tools: DrillTools
  readonly emit: ReturnType<typeof emitter>
  readonly stopper: Stopper
  readonly ledger: FaultLedger
  readonly config: EnvironmentConfig
  readonly handle: Environment['handle']
}

/** @returns how many faults could not be confirmed as undone */
async function drillBetweenLedgerAndVerdict(body: Body): Promise<number> {
  const { plan, folder, stopper, ledger } = body
  const lasting = body.tools.driver.lasting === true
  let environment: Environment
  try {
    environment = await inPhase(body.emit, 'environment', () =>
      body.tools.driver.open(body.config, body.handle, stopper.signal),
    )
  } catch (error) {
    stopper.fail(error)
    const close = async (): Promise<void> => (await body.tools.driver.reconnect(body.handle)).destroy()
    return await closeDrill({ lasting, close }, [], { ledger, by: 'harness', onEvent: body.emit })
  }
  void environment.died.then((text) => stopper.stop({ code: 'environment-lost', text }))
  const { emit, tools } = watched(body, environment)
  const marks = new MarkKeeper(folder)
  const plane = withUserFaults(environment.faults, {
    folder: dirname(plan.scenarioFile),
    ask: tools.ask,
    secrets: plan.secrets ?? [],
    started: (identity) => ledger.append({ kind: 'process', role: COMMAND_ROLE, identity }),
  })
  const context = new DrillContext({
    plan,
    folder,
    tools,
    ledger,
    environment,
    faults: plane,
    signal: stopper.signal,
    emit,
    marks,
  })
  const instruments = new Instruments(context)
  const faults = [...plan.scenario.faults, ...environment.ownFaults]
  const work = async (): Promise<void> => {
    await saveSystem(environment, folder)
    await guardTargets(context, (await resolveAll(context, faults)).flat())
    await inPhase(emit, 'warm-up', async () => {
      await instruments.start((reason) => stopper.stop(reason))
      await warmUp(context, instruments)
    })
    const baseline = await inPhase(emit, 'steady-state', () => proveSteadyState(context, instruments))
    marks.set({ baseline })
    const { recovery } = plan.scenario
    const runbook = recovery === 'automatic' ? undefined : await prepareRunbook(context, recovery)
    await inPhase(emit, 'inject', () => injectAll(context, faults))
    await inPhase(emit, 'recover', () => recover(context, instruments, baseline, runbook))
    await proveHeld(context)
  }
  const afterUndo = async (injected: boolean, undone: boolean): Promise<void> => {
    try {
      // Under a fault that is still in force it does not come back, and somebody must be called now.
      if (!undone) emit({ kind: 'note', text: 'redundancy is not waited for, for a fault may remain' })
      else if (injected && !stopper.stopped) await inPhase(emit, 'redundancy', () => restoreRedundancy(context))
      marks.set({ observedUntilNs: nowSince(plan.origin) })
    } finally {
      // Also when the record can take nothing more: a prober that lives on keeps this process from ending.
      await instruments.stop()
    }
    if (injected && !stopper.stopped) await inPhase(emit, 'read-back', () => instruments.readBack())
  }
  const close = async (how: 'destroy' | 'detach'): Promise<void> => {
    await saveControlPlaneEvents(environment, folder)
    stopper.settle()
    await environment.close(how)
  }
  const fail = (error: unknown): void => stopper.fail(error)
  const left = await breakAndMend({ ledger, faults: plane, onEvent: emit, lasting, work, afterUndo, close, fail })
  try {
    marks.set({
      clockAtEnd: clocksSince(plan.origin),
      endedAt: new Date().toISOString(),
    })
  } catch (error) {
    emit({ kind: 'note', text: `the end of the drill is not in its record: ${String(error)}` })
  }
  return left
}

/** The same tools and events, with the stop conditions of the scenario looking on. */
function watched({ plan, tools, emit, stopper }: Body, environment: Environment): Pick<Body, 'tools' | 'emit'> {
  const watch = new StopWatch({
    conditions: plan.scenario.stop ?? {},
    judged: new Set(environment.streams.filter(({ judged }) => judged).map(({ id }) => id)),
    stop: (reason) => stopper.stop(reason),
    now: () => performance.now(),
  })
  watch.start(nowSince(plan.origin) / 1e6)
  return {
    tools: {
      ...tools,
      onSample: (streams) => {
        tools.onSample(streams)
        watch.onSample(streams)
      },
    },
    emit: (event) => {
      emit(event)
      watch.onEvent(event)
    },
  }
}

async function saveControlPlaneEvents(environment: Environment, folder: RecordFolder): Promise<void> {
  try {
    writeJson(folder.events, await environment.events())
  } catch {
    // The control plane only attributes; without its events the report says less and is still true.
  }
}

async function restoreRedundancy(context: DrillContext): Promise<void> {
  const { environment, emit, signal, marks, plan } = context
  if (!restoresRedundancy(environment)) return
  const seen = (holds: boolean): void => marks.set({ redundancy: { seenNs: nowSince(plan.origin), holds } })
  try {
    const evidence = await environment.restoreRedundancy(AbortSignal.any([signal, AbortSignal.timeout(REDUNDANCY_MS)]))
    seen(evidence.holds)
    emit({ kind: 'note', text: `redundancy: ${evidence.text}` })
    if (!evidence.holds) emit({ kind: 'problem', reason: { code: 'redundancy-not-restored', text: evidence.text } })
  } catch (error) {
    seen(false)
    const text = `the standby does not stream again: ${error instanceof Error ? error.message : String(error)}`
    emit({ kind: 'problem', reason: { code: 'redundancy-not-restored', text } })
  }
}
