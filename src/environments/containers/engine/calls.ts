/** Does something of an engine, with a bound. @param what - for the error when it takes too long */
export type Bounded = <Result>(what: string, call: () => Promise<Result>) => Promise<Result>

/** What is not there any more needs no undoing. @param also - statuses that mean "it is so already" */
export async function orGone<Result>(call: Promise<Result>, ...also: readonly number[]): Promise<Result | undefined> {
  try {
    return await call
  } catch (error) {
    const { statusCode } = error as { statusCode?: number }
    if (statusCode !== undefined && [404, ...also].includes(statusCode)) return undefined
    throw error
  }
}
