import { join } from 'node:path'

/** The files of one run of k6, in a folder of their own in the drill's record. */
export interface K6RunFiles {
  readonly folder: string
  /** Options for `k6 -c`. */
  readonly options: string
  /** The {@link K6Plan}. */
  readonly plan: string
  /** The {@link K6Timeline}. */
  readonly timeline: string
  /** Intents and outcomes, one JSON object a line: the evidence. */
  readonly console: string
  /** All points of all metrics, of a script without a ledger; gone when its requests have been taken out of it. */
  readonly points: string
  /** The requests of a script without a ledger, one `K6Request` a line. */
  readonly requests: string
  /** k6's own log. */
  readonly log: string
  /** Whatever k6 prints for people. */
  readonly output: string
  readonly summary: string
  /** The running k6 as a {@link ProcessIdentity}; gone when k6 has ended. */
  readonly process: string
}

export function runFiles(folder: string): K6RunFiles {
  return {
    folder,
    options: join(folder, 'options.json'),
    plan: join(folder, 'plan.json'),
    timeline: join(folder, 'timeline.json'),
    console: join(folder, 'console.ndjson'),
    points: join(folder, 'points.ndjson'),
    requests: join(folder, 'requests.ndjson'),
    log: join(folder, 'k6-log.txt'),
    output: join(folder, 'k6-output.txt'),
    summary: join(folder, 'summary.json'),
    process: join(folder, 'process.json'),
  }
}
