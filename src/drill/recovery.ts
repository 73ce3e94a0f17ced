import { setTimeout as sleep } from 'node:timers/promises'
import { observedEnough, recoveredSoFar } from '../measure/progress.ts'
import { formatMs } from '../model/duration.ts'
import type { Span } from '../model/interval.ts'
import { nowSince, sinceOrigin } from '../system/clock.ts'
import { type DrillContext, DrillStop } from './context.ts'
import { startsClock } from './injection.ts'
import type { Instruments } from './instruments.ts'
import type { PreparedRunbook } from './runbook/prepare.ts'
import { recoverByRunbook } from './runbook/recover.ts'
import { sampleStreams } from './sample.ts'

/** How often the history is looked at, in milliseconds. */
const LOOK_MS = 250

/** Lets the system recover, or the runbook do it, and waits until its clients see that it has. */
export async function recover(
  context: DrillContext,
  instruments: Instruments,
  baseline: Span,
  runbook: PreparedRunbook | undefined,
): Promise<void> {
  if (runbook !== undefined) {
    const { outcome, text } = await recoverByRunbook(context, runbook, faultAskedNs(context))
    // Nobody else will: what the clients saw until here is judged.
    if (outcome !== 'done') throw new DrillStop({ code: 'runbook-failed', text: `${runbook.file.name}: ${text}` })
  }
  await awaitRecovery(context, instruments, baseline)
}

/** Waits until every judged stream has stably recovered, or gives up after the time that the drill allows. */
async function awaitRecovery(context: DrillContext, instruments: Instruments, baseline: Span): Promise<void> {
  const { plan, signal, tools, emit } = context
  const sinceNs = faultAskedNs(context)
  const giveUpNs = sinceNs + plan.measurement.giveUpMs * 1e6
  while (nowSince(plan.origin) < giveUpNs) {
    await sleep(LOOK_MS, undefined, { signal })
    const history = await instruments.history()
    if (history === undefined) continue
    const nowNs = nowSince(plan.origin)
    tools.onSample(sampleStreams(history, plan.measurement, nowNs))
    const streams = recoveredSoFar({
      operations: history.table,
      streams: history.header.streams,
      config: plan.measurement,
      baseline,
      sinceNs,
      nowNs,
    })
    if (streams.length === 0 || !streams.every(({ recovered }) => recovered)) continue
    const failed = streams.filter((stream) => stream.failed).length
    const text =
      failed === 0
        ? 'no judged stream failed, and all of them held'
        : `${failed} of ${streams.length} judged streams failed; all are back and held`
    emit({ kind: 'recovered', text })
    await observeOn(context, instruments, baseline, { sinceNs, giveUpNs })
    return
  }
  emit({ kind: 'note', text: `not recovered ${formatMs(plan.measurement.giveUpMs)} after the fault: giving up` })
}

/** Goes on looking where an objective needs more than the recovery: a steady state, or operations for a p99. */
async function observeOn(
  { plan, signal, tools, emit }: DrillContext,
  instruments: Instruments,
  baseline: Span,
  { sinceNs, giveUpNs }: { readonly sinceNs: number; readonly giveUpNs: number },
): Promise<void> {
  for (;;) {
    const history = await instruments.history()
    if (history === undefined) return
    const nowNs = nowSince(plan.origin)
    const { table, header } = history
    const progress = { operations: table, streams: header.streams, config: plan.measurement, baseline, sinceNs, nowNs }
    if (observedEnough(progress, plan.objectives)) return
    tools.onSample(sampleStreams(history, plan.measurement, nowNs))
    if (nowNs >= giveUpNs) {
      emit({ kind: 'note', text: 'too little was seen after recovery for every objective: giving up' })
      return
    }
    await sleep(LOOK_MS, undefined, { signal })
  }
}

/** f⁻ of the fault that starts the clock. */
function faultAskedNs({ plan, ledger }: DrillContext): number {
  const { faults } = plan.scenario
  const injection = ledger.injections.find(({ target }) => startsClock(faults, target.faultIndex))
  const askedNs = injection?.receipt?.askedNs
  return askedNs === undefined ? nowSince(plan.origin) : sinceOrigin(plan.origin, askedNs)
}
