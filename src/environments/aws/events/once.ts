/** What is told again within so long, in the same words of the same source, is the same event, in milliseconds. */
const SAME_MS = 1_000

interface Told {
  readonly at: Date
}

/**
 * Lets each event pass once. RDS gives its events no ids, and neither does the history of an alarm: they are known by
 * their words and their time, which need not be told alike to the millisecond.
 *
 * @param wordsOf - what tells one event from another at the same time
 */
export function onlyNew<Event extends Told>(wordsOf: (event: Event) => string): (event: Event) => boolean {
  const known = new Map<string, Date[]>()
  return (event) => {
    const times = known.get(wordsOf(event)) ?? []
    if (times.some((at) => Math.abs(at.getTime() - event.at.getTime()) < SAME_MS)) return false
    known.set(wordsOf(event), [...times, event.at])
    return true
  }
}
