import { appendFileSync, readFileSync } from 'node:fs'
import { monotonicNow } from '../../../system/clock.ts'
import type { ControlPlaneEvent } from '../../environment.ts'

/** What the control plane did, in memory and on disk: the file outlives labd. */
export class EventLog {
  readonly #file: string
  readonly #events: ControlPlaneEvent[] = []

  constructor(file: string) {
    this.#file = file
  }

  get events(): readonly ControlPlaneEvent[] {
    return this.#events
  }

  append(event: ControlPlaneEvent): void {
    this.#events.push(event)
    appendFileSync(this.#file, `${JSON.stringify(event)}\n`)
  }

  /** Something that labd itself did or saw, now. */
  note(kind: string, component: string, text: string): void {
    const now = monotonicNow()
    this.append({ kind, component, fromNs: now, toNs: now, source: 'labd', text })
  }
}

/** What an {@link EventLog} has left on disk; nothing when it left nothing. */
export function readEvents(file: string): readonly ControlPlaneEvent[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    // What stands behind the last line break was not written to its end.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as ControlPlaneEvent)
  } catch {
    return []
  }
}
