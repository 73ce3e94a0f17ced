import type { ProcessIdentity } from '../../system/identity.ts'
import { MASK } from './masking.ts'
import type { Step } from '../runbook.ts'
import type { PartKey, PartStatus, RunbookEvent, TimedEvent } from './events.ts'

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
  /** Steps whose Undo was begun: with `undone` for those whose Undo came to its end. Not empty: the way leads back. */
  readonly undos: ReadonlyMap<number, UndoProgress>
}

/** How far the Undo of a step got. */
export interface UndoProgress {
  readonly undone: boolean
  /** Its latest process, which may outlive its runner. */
  readonly identity: ProcessIdentity | undefined
}

export const NOTHING_DONE: Progress = {
  ended: new Map(),
  halfDone: new Map(),
  sets: {},
  jumps: new Map(),
  undos: new Map(),
}

/** Number of the part by which the Undo of a step is told of. */
export const UNDO_PART = 0

export function keyOf({ step, part }: PartKey): string {
  return `${step}.${part}`
}

/** Reads the progress off a journal. */
export function progressOf(events: readonly TimedEvent[]): Progress {
  const ended = new Map<string, PartStatus>()
  const halfDone = new Map<string, ProcessIdentity | undefined>()
  const jumps = new Map<string, string>()
  const undos = new Map<number, UndoProgress>()
  let sets: Record<string, string> = {}
  for (const event of events) {
    if (event.kind === 'process' && event.part === UNDO_PART) {
      undos.set(event.step, { undone: false, identity: event.identity })
    } else if (event.kind === 'undo') {
      undos.set(event.step, { undone: event.status === 'done', identity: undefined })
    } else if (event.kind === 'begin') {
      // Begun again is looked at again: the process that may still be running is the one from before.
      halfDone.set(keyOf(event), halfDone.get(keyOf(event)))
    } else if (event.kind === 'process') halfDone.set(keyOf(event), event.identity)
    else if (event.kind === 'end') {
      halfDone.delete(keyOf(event))
      ended.set(keyOf(event), event.status)
      // A value that was masked is not known any more: what needs it stops by its own ':?'.
      const whole = Object.entries(event.sets).filter(([, value]) => !value.includes(MASK))
      sets = { ...sets, ...Object.fromEntries(whole) }
      if (event.answer !== undefined) jumps.set(keyOf(event), event.answer)
    }
  }
  return { ended, halfDone, sets, jumps, undos }
}

/** Where the change of a step stands; part 0, which is none, where it has no change. */
export function changeOf({ number, parts }: Pick<Step, 'number' | 'parts'>): PartKey {
  return { step: number, part: parts.findIndex(({ kind }) => kind === 'do') + 1 }
}

/** Whether a change may have had its effect. What was skipped was never begun: nobody may undo it. */
export function wasBegun({ ended, halfDone }: Progress, at: PartKey): boolean {
  const status = ended.get(keyOf(at))
  return status === undefined ? halfDone.has(keyOf(at)) : status !== 'skipped'
}

/** The event that describes the run. @throws RangeError when the journal does not begin with it */
export function headOf(
  events: readonly TimedEvent[],
): Extract<RunbookEvent, { kind: 'run' }> & { atMs: number; wall: string } {
  const [head] = events
  if (head?.kind !== 'run') throw new RangeError('the journal does not begin with the description of its run')
  return head
}
