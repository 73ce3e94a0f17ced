import type { ProbeSpec } from '../../../src/model/probe.ts'
import type { ClockBracket, MadeOutage } from './outage.ts'
import type { OutagePlan } from './outage-plan.ts'

/** The hard timeout of every probe, t, in milliseconds. */
export const TIMEOUT_MS = 1_000

export interface Injected {
  /** Resolves with what was really done, when it is over. */
  readonly made: Promise<MadeOutage>
}

/** A real service that can be broken, and knows when it was. */
export interface Target {
  readonly streams: readonly ProbeSpec[]
  /** Resolves when the fault is in; the outage that it causes comes later. */
  inject(plan: OutagePlan): Promise<Injected>
  /** What it holds in the end, by writer. */
  held(): Promise<ReadonlyMap<string, readonly number[]>>
  /** When the breaking process itself did not run, although nobody had stopped it: then it was down too. */
  stalls(): Promise<readonly ClockBracket[]>
  stop(): Promise<void>
}
