import { setTimeout as sleep } from 'node:timers/promises'
import { TargetMovedError } from '../environments/environment.ts'
import { durationMs } from '../model/duration.ts'
import type { Fault, IntendedInjection, ResolvedTarget } from '../model/fault.ts'
import { type DrillContext, DrillStop } from './context.ts'
import { guardTargets } from './guards/target-guards.ts'
import { resolveAll, resolveOne } from './targets.ts'

/** A fault of the drill with the moment at which it is due, in milliseconds from the start of the inject phase. */
interface ScheduledFault {
  readonly fault: Fault
  readonly index: number
  readonly atMs: number
}

/**
 * When each fault is due. What only prepares another fault (a replication hold) leads the first of the others by its
 * lead time; all others count `at` from there.
 */
export function schedule(faults: readonly Fault[]): ScheduledFault[] {
  const leadMs = Math.max(0, ...faults.map((fault) => (fault.kind === 'replication.hold' ? durationMs(fault.lead) : 0)))
  return faults
    .map((fault, index) => {
      const offsetMs = fault.at === undefined ? 0 : durationMs(fault.at)
      const startMs = fault.kind === 'replication.hold' ? leadMs - durationMs(fault.lead) : leadMs
      return { fault, index, atMs: startMs + offsetMs }
    })
    .sort((left, right) => left.atMs - right.atMs)
}

/** Whether recovery time is counted from this fault: the one that says so, else the first that breaks something. */
export function startsClock(faults: readonly Fault[], index: number): boolean {
  const declared = faults.findIndex(({ startsClock }) => startsClock === true)
  const first = faults.findIndex(({ kind }) => kind !== 'replication.hold')
  return index === (declared === -1 ? first : declared)
}

/**
 * Injects all faults when they are due. For each target: intent on disk, inject, verify, outcome on disk.
 *
 * @throws DrillStop `no-targets`, `guard-refused`, `target-moved`, `injection-failed`, or why the drill was stopped
 */
export async function injectAll(context: DrillContext, faults: readonly Fault[]): Promise<void> {
  const resolved = await resolveAll(context, faults)
  await guardTargets(context, resolved.flat())
  const hit: ResolvedTarget[] = []
  const startedAt = performance.now()
  for (const { fault, index, atMs } of schedule(faults)) {
    const waitMs = startedAt + atMs - performance.now()
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: context.signal })
    context.signal.throwIfAborted()
    // What comes later is meant as things are then: after a failover the primary is another one.
    const targets = fault.at === undefined ? (resolved[index] ?? []) : await resolveOne(context, fault, index)
    if (fault.at !== undefined) await guardTargets(context, targets, hit)
    for (const target of targets) {
      hit.push(target)
      await injectOne(context, target)
    }
  }
}

async function injectOne(context: DrillContext, target: ResolvedTarget): Promise<void> {
  const { ledger, faults, emit } = context
  const intended = ledger.intend(target)
  const { injectionId } = intended
  try {
    const receipt = await faults.inject(intended)
    ledger.append({ kind: 'injected', injectionId, receipt })
  } catch (error) {
    throw notInjected(context, intended, error)
  }
  const evidence = await faults.verify(intended)
  ledger.append({ kind: 'verified', injectionId, evidence })
  emit({ kind: 'injection', injectionId, component: target.component, text: `${target.fault.kind}: ${evidence.text}` })
}

function notInjected(context: DrillContext, target: IntendedInjection, error: unknown): DrillStop {
  const message = error instanceof Error ? error.message : String(error)
  context.ledger.append({ kind: 'injection-failed', injectionId: target.injectionId, error: message })
  const moved = error instanceof TargetMovedError || (error instanceof Error && error.name === 'TargetMovedError')
  return new DrillStop(
    moved
      ? { code: 'target-moved', text: `${target.component} is not what it was when it was chosen: ${message}` }
      : { code: 'injection-failed', text: `${target.fault.kind} of ${target.component} failed: ${message}` },
    { cause: error },
  )
}
