import { within } from '../../system/deadline.ts'

/** Something that must agree before a drill may start. */
export interface Guard {
  readonly name: string
  /** No answer after so long refuses, in milliseconds. */
  readonly timeoutMs: number
  /** @returns why the drill may not start; undefined when it may */
  readonly ask: () => string | undefined | Promise<string | undefined>
}

/** Built-in guards look at what is there already: one that takes longer hangs. */
export const QUICK_MS = 1_000

/**
 * Asks all guards. Fails closed: one that throws or hangs refuses, and so does one that answers with something else, or too
 * late. A function that blocks this thread for ever cannot be ended from here: nothing is started either.
 *
 * @returns every refusal; empty when the drill may start
 */
export async function askGuards(guards: readonly Guard[]): Promise<string[]> {
  const answers = await Promise.all(guards.map((guard) => askOne(guard)))
  return answers.filter((answer) => answer !== undefined)
}

async function askOne({ name, timeoutMs, ask }: Guard): Promise<string | undefined> {
  const askedAt = performance.now()
  try {
    const answer: unknown = await within(`the guard '${name}'`, timeoutMs, async () => ask())
    // What blocks the thread keeps the clock from ringing: its answer comes before it all the same.
    if (performance.now() - askedAt > timeoutMs) throw new Error(`it took longer than ${timeoutMs} ms`)
    if (answer === undefined) return undefined
    return `${name}: ${typeof answer === 'string' ? answer : 'its answer cannot be understood, and that refuses'}`
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return `${name}: it could not be asked, and that refuses: ${text}`
  }
}
