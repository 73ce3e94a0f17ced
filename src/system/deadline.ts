import { WaitTimeoutError } from './wait.ts'

/**
 * Waits for work at most so long. What hangs is left to itself: it is not cancelled, and its late end changes nothing.
 *
 * @param description - what was to happen, for the error: "the undo of db-a"
 * @throws WaitTimeoutError, whatever the work throws
 */
export async function within<Result>(
  description: string,
  timeoutMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  try {
    return await Promise.race([
      work(),
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new WaitTimeoutError(description, timeoutMs)), timeoutMs)
      }),
    ])
  } finally {
    clearTimeout(timer)
  }
}
