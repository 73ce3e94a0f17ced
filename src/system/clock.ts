import { readFileSync } from 'node:fs'
import type { ClockOrigin } from '../model/clock.ts'

/** The machine's monotonic clock, nanoseconds as decimal text. All processes of a machine read the same one. */
export function monotonicNow(): string {
  return process.hrtime.bigint().toString()
}

/** Nanoseconds between the start of the drill and an instant of the machine's monotonic clock. */
export function sinceOrigin(origin: ClockOrigin, monotonicNs: string | bigint): number {
  return Number(BigInt(monotonicNs) - BigInt(origin.monotonicNs))
}

/** Nanoseconds since the start of the drill, now. */
export function nowSince(origin: ClockOrigin): number {
  return Number(process.hrtime.bigint() - BigInt(origin.monotonicNs))
}

/** Takes both clocks together and makes this moment the zero of a drill. */
export function takeOrigin(): ClockOrigin {
  return { monotonicNs: monotonicNow(), wallMs: Date.now(), bootId: bootId() }
}

let cachedBootId: string | undefined

/** Identifies the boot of this machine; on macOS it is the host's start time, for there is no boot id. */
export function bootId(): string {
  cachedBootId ??= readBootId()
  return cachedBootId
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    const startedAtSeconds = Math.round((Date.now() - Number(process.hrtime.bigint() / 1_000_000n)) / 10_000)
    return `started-${startedAtSeconds}`
  }
}
