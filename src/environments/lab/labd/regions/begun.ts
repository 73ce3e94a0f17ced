/** What fails at once, fails for whoever asked, in milliseconds. */
const BEGUN_MS = 200

/**
 * For a call that returns when its work has begun: how that goes on is told by states and events.
 *
 * @throws what the work fails with right away
 */
export async function begun(work: Promise<void>): Promise<void> {
  const soon = new Promise<void>((resolve) => setTimeout(resolve, BEGUN_MS).unref())
  work.catch(() => {})
  await Promise.race([work, soon])
}
