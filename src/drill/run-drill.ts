import { dirname } from 'node:path'
import { type Environment, type EnvironmentConfig, restoresRedundancy } from '../environments/environment.ts'
import { COMMAND_ROLE } from '../ledger/entries.ts'
import { FaultLedger } from '../ledger/fault-ledger.ts'
import type { ExitCode } from '../model/exit-codes.ts'
import type { Report } from '../report/schema.ts'
import { clocksSince, nowSince } from '../system/clock.ts'
import { identify } from '../system/identity.ts'
import { closeDrill } from './close.ts'
import { DrillContext, type DrillTools, MarkKeeper, emitter, inPhase } from './context.ts'
import { exitCodeOf, finishRecord } from './finish.ts'
import { guardTargets } from './guards/target-guards.ts'
import { injectAll } from './injection.ts'
import { Instruments } from './instruments.ts'
import { DrillLock } from './lock.ts'
import { type DrillPlan, type RecordFolder, saveSystem, writeJson } from './record.ts'
import { recover } from './recovery.ts'
import { prepareRunbook } from './runbook/prepare.ts'
import { proveSteadyState, warmUp } from './steady-state.ts'
import { StopWatch } from './stop-conditions.ts'
import { Stopper } from './stopper.ts'
import { resolveAll } from './targets.ts'
import { LATE_REQUEST_MS, undoAll } from './undo.ts'
import { withUserFaults } from './user-faults/fault-plane.ts'
import { verified } from './verification.ts'
import { Watchdog } from './watchdog-client.ts'

/** How long a standby may take to stream again after everything else is over, in milliseconds. */
const REDUNDANCY_MS = 180_000

export interface DrillOutcome {
  readonly report: Report
  readonly exitCode: ExitCode
}

/**
 * Runs one drill, from an untouched machine back to an untouched machine:
 *
 * 1. take the machine's drill lock; start the watchdog; put the environment's handle into the fault ledger
 * 2. open the environment
 * 3. warm up: probes and load on, until two windows agree
 * 4. steady state: measure the baseline, prove the load's floor rate
 * 5. inject: intent on disk, inject, verify, outcome on disk
 * 6. wait until the service has stably recovered, or give up
 * 7. undo every fault in reverse order, whatever happened; wait until redundancy is restored
 * 8. stop load and probes, read all canaries back
 * 9. end the environment, close the ledger, dismiss the watchdog
 * 10. judge from the record on disk, and write the report into it
 *
 * Interrupted (signal), or unable to go on, it skips to 7; an interrupted drill is not read back.
 *
 * @throws DrillRunningError when another drill holds the machine
 */
export async function runDrill(plan: DrillPlan, folder: RecordFolder, tools: DrillTools): Promise<DrillOutcome> {
  const harness = identify(process.pid)
  if (harness === undefined) throw new Error('this process cannot be identified: is /proc mounted?')
  const lock = await DrillLock.acquire({ drillId: plan.drillId, pid: process.pid })
  try {
    const emit = emitter(plan, folder, tools)
    const stopper = new Stopper(emit, tools.signal)
    void lock.aborted.then(() => stopper.stop({ code: 'stopped', text: 'somebody stopped it with blackstart abort' }))
    const config: EnvironmentConfig = {
      drillId: plan.drillId,
      recordFolder: folder.path,
      launcher: tools.launcher,
      settings: plan.settings,
    }
    const handle = await tools.driver.planHandle(config)
    const ledger = FaultLedger.create(folder.ledger, {
      kind: 'header',
      version: 1,
      drillId: plan.drillId,
      handle,
      origin: plan.origin,
      harness,
    })
    const watchdog = await Watchdog.start(tools.launcher, folder.path)
    ledger.append({ kind: 'process', role: 'watchdog', identity: watchdog.identity })
    watchdog.guard(folder.path, harness, lock.path)
    void watchdog.exited.then(() => stopper.stop({ code: 'watchdog-lost', text: 'the watchdog died during the drill' }))

    const remaining = await drillBetweenLedgerAndVerdict({ plan, folder, tools, emit, stopper, ledger, config, handle })
    stopper.settle()
    await watchdog.dismiss()
    emit({ kind: 'phase', phase: 'judge', state: 'begin' })
    const report = await verified(await finishRecord(folder), folder, plan.scenario.verify)
    // Shown and not journaled: the report holds the journal's checksum already.
    tools.onEvent({ kind: 'phase', phase: 'judge', state: 'end', atNs: nowSince(plan.origin), by: 'harness' })
    return { report, exitCode: exitCodeOf(report, remaining) }
  } finally {
    lock.release()
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
  try {
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
  } catch (error) {
    stopper.fail(error)
  }

  const settleMs = lasting ? (environment.faults.requestTimeoutMs ?? LATE_REQUEST_MS) : 0
  const undoTools = { ledger, faults: plane, by: 'harness', onEvent: emit, settleMs }
  const { injections } = ledger
  const remaining = await inPhase(emit, 'undo', () => undoAll(injections, undoTools))
  const readable = injections.length > 0
  if (readable && !stopper.stopped) await inPhase(emit, 'redundancy', () => restoreRedundancy(context))
  marks.set({ observedUntilNs: nowSince(plan.origin) })
  await instruments.stop()
  try {
    if (readable && !stopper.stopped) await inPhase(emit, 'read-back', () => instruments.readBack())
  } catch (error) {
    stopper.fail(error)
  }
  const left = await inPhase(emit, 'close', async () => {
    await saveControlPlaneEvents(environment, folder)
    stopper.settle()
    return await closeDrill({ lasting, close: (how) => environment.close(how) }, remaining, undoTools)
  })
  marks.set({
    clockAtEnd: clocksSince(plan.origin),
    endedAt: new Date().toISOString(),
  })
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
