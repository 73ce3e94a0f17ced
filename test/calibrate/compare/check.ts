/** One check of a closed loop; milliseconds since the start of the series. */
export interface Check {
  readonly endMs: number
  readonly passed: boolean
}

/** Runs beside the series, and has its checks when it is over. */
export interface Watcher {
  readonly name: string
  stop(): Promise<readonly Check[]>
}

/**
 * The down time that the checks of a stretch show: from the first that failed to the next that passed.
 *
 * @returns undefined when none failed: the outage was not noticed
 */
export function fromFirstFailed(checks: readonly Check[]): number | undefined {
  const failed = checks.findIndex(({ passed }) => !passed)
  const passing = checks.find(({ passed }, index) => failed !== -1 && index > failed && passed)
  return passing === undefined ? undefined : passing.endMs - (checks[failed]?.endMs ?? NaN)
}

/** The same from the last that passed before. */
export function fromLastPassed(checks: readonly Check[]): number | undefined {
  const failed = checks.findIndex(({ passed }) => !passed)
  const passing = checks.find(({ passed }, index) => failed !== -1 && index > failed && passed)
  return passing === undefined ? undefined : passing.endMs - (checks[failed - 1]?.endMs ?? NaN)
}
