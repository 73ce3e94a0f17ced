import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { type ProcessIdentity, isAlive } from '../../system/identity.ts'
import type { TimedEvent } from './events.ts'

/** The file of a run, a line an event. Every line is on disk before the call returns: it is what a resume rests on. */
export class RunJournal {
  readonly #fd: number

  private constructor(path: string, flags: 'ax' | 'a') {
    this.#fd = openSync(path, flags, 0o600)
  }

  /**
   * Of a new run. What another run has done is never taken for its own.
   *
   * @throws the error of the disk, `EEXIST` where there is a journal already
   */
  static begin(path: string): RunJournal {
    return new RunJournal(path, 'ax')
  }

  /** Of a run that goes on. */
  static goOn(path: string): RunJournal {
    const torn = !readFileSync(path, 'utf8').endsWith('\n')
    const journal = new RunJournal(path, 'a')
    // A line that was only half written must not swallow the next one.
    if (torn) writeSync(journal.#fd, '\n')
    return journal
  }

  write(event: TimedEvent): void {
    writeSync(this.#fd, `${JSON.stringify(event)}\n`)
    if (event.kind !== 'output') fsyncSync(this.#fd)
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/** Reads a journal; a last line that was only half written is left out. */
export function readRunJournal(path: string): TimedEvent[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as TimedEvent]
      } catch {
        return []
      }
    })
}

/** The living process that executes this run, other than the one given: beside it nobody may go on with it. */
export function livingRunner(events: readonly TimedEvent[], self?: ProcessIdentity): ProcessIdentity | undefined {
  return events
    .flatMap((event) => (event.kind === 'run' ? [event.runner] : []))
    .find((runner) => !(runner.pid === self?.pid && runner.startedAt === self.startedAt) && isAlive(runner))
}
