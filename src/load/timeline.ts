import { renameSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { monotonicNow } from '../system/clock.ts'

/** A reading of the wall clock between two readings of the machine's monotonic clock. */
export interface WallReading {
  /** Machine's monotonic clock just before and just after, nanoseconds as decimal text. */
  readonly beforeNs: string
  readonly afterNs: string
  /** `Date.now()`: whole milliseconds, cut off. */
  readonly wallMs: number
}

/** What the harness did with k6, and when. Plain JSON; with the console file it is all that the load's evidence needs. */
export interface K6Timeline {
  /** Around the request that let the load begin. */
  readonly releaseAsked?: WallReading
  readonly releaseReturned?: WallReading
  /** When the interrupt was sent; undefined when k6 ended without one. */
  readonly stopAsked?: WallReading
  /** When k6 was gone; undefined when the harness died first. */
  readonly exited?: WallReading
  /** Undefined while it runs, null when a signal killed it. */
  readonly exitCode?: number | null
}

export function readWallClock(): WallReading {
  const beforeNs = monotonicNow()
  const wallMs = Date.now()
  return { beforeNs, afterNs: monotonicNow(), wallMs }
}

/** Writes in one step, so that a reader never finds half of it. */
export function writeTimeline(file: string, timeline: K6Timeline): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(timeline)}\n`)
  renameSync(`${file}.new`, file)
}

export async function readTimeline(file: string): Promise<K6Timeline> {
  return JSON.parse(await readFile(file, 'utf8')) as K6Timeline
}
