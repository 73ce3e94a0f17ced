/**
 * Does several things at once that are of use together only. The first failure calls the others off, and it is thrown when
 * all of them have ended: nothing goes on behind the back of whoever clears up.
 *
 * @param works - each with the signal that calls it off
 * @throws the first failure, the signal's reason
 */
export async function together(
  signal: AbortSignal,
  works: readonly ((signal: AbortSignal) => Promise<unknown>)[],
): Promise<void> {
  const calledOff = new AbortController()
  const both = AbortSignal.any([signal, calledOff.signal])
  const failures: unknown[] = []
  await Promise.all(
    works.map(async (work) => {
      try {
        await work(both)
      } catch (error) {
        failures.push(error)
        calledOff.abort(error)
      }
    }),
  )
  signal.throwIfAborted()
  if (failures.length > 0) throw failures[0]
}
