import { readFile } from 'node:fs/promises'

/** What k6 counted by itself. */
export interface K6Summary {
  /** Slots for which no virtual user was free. */
  readonly dropped: number
  /** Requests with a result; those that the stop cut off are not in it. */
  readonly requests: number
  /** Iterations that came to their end. */
  readonly iterations: number
}

/**
 * Reads k6's summary.
 *
 * @returns undefined when there is none (k6 was killed) or it is not one
 */
export async function readSummary(file: string): Promise<K6Summary | undefined> {
  try {
    return parseSummary(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** @throws SyntaxError when it is not JSON; TypeError when it has no metrics */
export function parseSummary(text: string): K6Summary {
  const { results } = JSON.parse(text) as {
    results: { metrics: readonly { readonly name: string; readonly values: { readonly count?: number } }[] }
  }
  // k6 leaves a counter out that never counted.
  const count = (name: string): number => results.metrics.find((metric) => metric.name === name)?.values.count ?? 0
  return { dropped: count('dropped_iterations'), requests: count('http_reqs'), iterations: count('iterations') }
}
