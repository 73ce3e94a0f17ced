import { readFileSync } from 'node:fs'
import type { ClockOrigin, ClockPair } from '../model/clock.ts'

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

/** A pair of readings is taken so often, and the closest one kept: between two reads this process may be put aside. */
const TRIES = 3
/** Readings that lie so close together need no further try, in nanoseconds. */
const CLOSE_NS = 50_000

/** Both clocks at one moment, as exactly as this process can read them: what looks apart is a step of the wall clock. */
export function clocksSince(
  origin: ClockOrigin,
  now: () => number = () => nowSince(origin),
  wall: () => number = Date.now,
): ClockPair {
  let closest = { monotonicNs: 0, wallMs: 0 }
  let closestNs = Infinity
  for (let tries = 0; tries < TRIES && closestNs > CLOSE_NS; tries++) {
    const beforeNs = now()
    const wallMs = wall()
    const tookNs = now() - beforeNs
    if (tookNs >= closestNs) continue
    closest = { monotonicNs: beforeNs, wallMs }
    closestNs = tookNs
  }
  return closest
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
