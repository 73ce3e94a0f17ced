import { setTimeout as sleep } from 'node:timers/promises'
import type { OutagePlan } from './outage-plan.ts'

/** Nanoseconds of the machine's monotonic clock, as decimal text: between two readings. */
export interface ClockBracket {
  readonly lo: string
  readonly hi: string
}

/** What was really done, by the clock of the process that did it. */
export interface MadeOutage {
  readonly fault: ClockBracket
  readonly phases: readonly { readonly down: ClockBracket; readonly up: ClockBracket }[]
}

/** What can be broken and mended within one turn of the event loop, or as near to it as the operating system allows. */
export interface Breakable {
  /** Must take effect before it returns. */
  goDown(plan: OutagePlan): void
  /** Resolves when whoever waited has been served. */
  comeUp(plan: OutagePlan): Promise<void>
}

/** For so long before a break the event loop turns without sleeping: it is then known when it last served. In milliseconds. */
const AWAKE_MS = 2

/**
 * Breaks a service as planned, and takes the time around each step.
 *
 * @param onDown - called when it is down for the first time
 */
export async function makeOutage(
  plan: OutagePlan,
  service: Breakable,
  onDown: (at: ClockBracket) => void = () => {},
): Promise<MadeOutage> {
  const fault = { lo: now(), hi: now() }
  await sleep(Math.max(0, plan.delayMs - AWAKE_MS))
  const phases: { down: ClockBracket; up: ClockBracket }[] = []
  for (const { downMs, upMs } of plan.phases) {
    const servedAt = await stayAwake()
    service.goDown(plan)
    const down = { lo: servedAt, hi: now() }
    if (phases.length === 0) onDown(down)
    await sleep(downMs)
    const before = now()
    await service.comeUp(plan)
    phases.push({ down, up: { lo: before, hi: now() } })
    await sleep(Math.max(0, upMs - AWAKE_MS))
  }
  return { fault, phases }
}

/** @returns when the turn before the last began: what had arrived by then has been served */
async function stayAwake(): Promise<string> {
  const until = performance.now() + AWAKE_MS
  let turn = now()
  let previous = turn
  while (performance.now() < until || previous === turn) {
    await new Promise((resolve) => setImmediate(resolve))
    previous = turn
    turn = now()
  }
  return previous
}

export function now(): string {
  return process.hrtime.bigint().toString()
}
