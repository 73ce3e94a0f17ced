import { dirname, resolve } from 'node:path'
import type { EnvironmentConfig, MeasuredSystem } from '../environments/environment.ts'
import type { WriteStatuses } from '../load/classification.ts'
import { type K6Plan, planK6 } from '../load/plan.ts'
import { keepsLedger } from '../load/script.ts'
import { durationMs } from '../model/duration.ts'
import { ORDERS_CONTRACT } from '../model/http-contracts.ts'
import type { ProbeSpec } from '../model/probe.ts'
import type { K6Load, Scenario } from '../model/scenario.ts'
import { OK_STATUSES } from '../observe/http-target.ts'
import type { DrillPlan } from './record.ts'

/** Default timeout of one request of the load, in milliseconds. */
const LOAD_TIMEOUT_MS = 1_000
/** What a drill takes beside waiting for recovery (warm-up, baseline, undo, redundancy), at most, in milliseconds. */
const AROUND_RECOVERY_MS = 180_000

/**
 * The longest that a request of a drill may be on its way, probes and load, in milliseconds: a write can arrive for so
 * long after everything was stopped.
 */
export function longestTimeoutMs(
  { load }: Pick<Scenario, 'load'>,
  { streams }: { readonly streams: readonly Pick<ProbeSpec, 'timeoutMs'>[] },
): number {
  return Math.max(...(load === undefined ? [] : [timeoutMsOf(load)]), ...streams.map(({ timeoutMs }) => timeoutMs))
}

function timeoutMsOf({ timeout }: K6Load): number {
  return timeout === undefined ? LOAD_TIMEOUT_MS : durationMs(timeout)
}

/** The load of a drill: its longest duration covers the time to give up; a finished drill ends it earlier. */
export function loadPlan(
  plan: Pick<DrillPlan, 'drillId' | 'scenario' | 'scenarioFile' | 'measurement' | 'observation'>,
  { customerUrl, streams }: Pick<MeasuredSystem, 'customerUrl' | 'streams'>,
): K6Plan {
  const load = plan.scenario.load
  if (load === undefined) throw new Error('the scenario has no load')
  const script = resolve(dirname(plan.scenarioFile), load.script)
  const statuses = statusesOf(streams)
  return planK6({
    script,
    ledger: plan.observation?.loadOnlyWitnesses !== true && keepsLedger(script),
    ...(load.env === undefined ? {} : { passEnv: load.env }),
    rate: load.rate,
    timeoutMs: timeoutMsOf(load),
    maxDurationMs: plan.measurement.giveUpMs + AROUND_RECOVERY_MS,
    url: customerUrl,
    ...(statuses === undefined ? {} : { statuses }),
    runId: plan.drillId.replaceAll(/[^\w-]/g, '-'),
  })
}

/** For the environment: what the load writes is read back beside what the probes write. */
export function loadWriterOf(plan: Parameters<typeof loadPlan>[0]): Pick<EnvironmentConfig, 'loadWriter'> {
  if (plan.scenario.load === undefined) return {}
  const { ledger, writer } = loadPlan(plan, { customerUrl: 'http://127.0.0.1:9', streams: [] })
  return ledger === false ? {} : { loadWriter: writer }
}

/** What the contract says by a status: the load writes into the same service as the probes. */
function statusesOf(streams: readonly ProbeSpec[]): WriteStatuses | undefined {
  for (const spec of streams) {
    if (spec.protocol !== 'http' || spec.kind !== 'write') continue
    const { write } = spec.contract ?? ORDERS_CONTRACT
    if (write !== undefined) return { ok: write.ok ?? OK_STATUSES, refused: write.refused ?? [] }
  }
  return undefined
}
