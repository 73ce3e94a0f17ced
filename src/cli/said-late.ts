/** People wait so long before they take it for a hang, in milliseconds. */
const PATIENCE_MS = 1_500

/** Waits for an answer, and says what for when it takes its time. @param say - where that goes; standard error by default */
export async function saidLate<Answer>(
  what: string,
  answer: Promise<Answer>,
  say: (line: string) => void = (line) => process.stderr.write(line),
  patienceMs = PATIENCE_MS,
): Promise<Answer> {
  const timer = setTimeout(() => say(`${what} ...\n`), patienceMs)
  try {
    return await answer
  } finally {
    clearTimeout(timer)
  }
}
