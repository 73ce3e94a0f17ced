import type { ProcessIdentity } from '../../system/identity.ts'
import { MASK } from './masking.ts'
import type { PartStatus, RunbookEvent, TimedEvent } from './events.ts'

/** What an earlier run got to, as its journal tells. */
export interface Progress {
  /** Parts that have ended, by `step.part`. */
  readonly ended: ReadonlyMap<string, PartStatus>
  /** Parts that were begun and never ended: whether they had their effect nobody knows. */
  readonly halfDone: ReadonlyMap<string, ProcessIdentity | undefined>
  /** Values that flow forward. */
  readonly sets: Readonly<Record<string, string>>
  /** Steps to which an answer jumped: those in between are not done. */
  readonly jumps: ReadonlyMap<string, string>
}

export const NOTHING_DONE: Progress = { ended: new Map(), halfDone: new Map(), sets: {}, jumps: new Map() }

export function keyOf({ step, part }: { readonly step: number; readonly part: number }): string {
  return `${step}.${part}`
}

/** Reads the progress off a journal. */
export function progressOf(events: readonly TimedEvent[]): Progress {
  const ended = new Map<string, PartStatus>()
  const halfDone = new Map<string, ProcessIdentity | undefined>()
  const jumps = new Map<string, string>()
  let sets: Record<string, string> = {}
  for (const event of events) {
    if (event.kind === 'begin') halfDone.set(keyOf(event), undefined)
    else if (event.kind === 'process') halfDone.set(keyOf(event), event.identity)
    else if (event.kind === 'end') {
      halfDone.delete(keyOf(event))
      ended.set(keyOf(event), event.status)
      // A value that was masked is not known any more: what needs it stops by its own ':?'.
      const whole = Object.entries(event.sets).filter(([, value]) => !value.includes(MASK))
      sets = { ...sets, ...Object.fromEntries(whole) }
      if (event.answer !== undefined) jumps.set(keyOf(event), event.answer)
    }
  }
  return { ended, halfDone, sets, jumps }
}

/** The event that describes the run. @throws RangeError when the journal does not begin with it */
export function headOf(
  events: readonly TimedEvent[],
): Extract<RunbookEvent, { kind: 'run' }> & { atMs: number; wall: string } {
  const [head] = events
  if (head?.kind !== 'run') throw new RangeError('the journal does not begin with the description of its run')
  return head
}
