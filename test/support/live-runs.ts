import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TimedEvent } from '../../src/runbook/execute/events.ts'
import { readRunJournal } from '../../src/runbook/execute/journal.ts'
import { isAlive } from '../../src/system/identity.ts'
import { change } from '../integration/runbook/a-runbook.ts'
import { ROOT } from './drill.ts'
import { Terminal } from './terminal.ts'

/** A change that takes until it is let go, and one of whose checks is true only when it did. */
export function heldChange(name: string): string {
  const held = `until test -e "$HOME/go"; do sleep 0.05; done\necho "${name} is in force" >> "$HOME/log"`
  return change(name, 'inverse', held)
    .replace('timeout 5s', 'timeout 1m')
    .replace(/grep.*/, `grep -q "${name} is in force" "$HOME/log"`)
}

/** Live runs of a runbook in a folder of their own, each at a terminal of its own. */
export class LiveRuns {
  readonly home = mkdtempSync(join(tmpdir(), 'blackstart-live-'))
  readonly #terminals: Terminal[] = []

  start(text: string): Terminal {
    writeFileSync(join(this.home, 'book.md'), text)
    return this.#blackstart('run', 'book.md')
  }

  resume(): Terminal {
    return this.#blackstart('resume', this.record)
  }

  /** The folder of the one run. */
  get record(): string {
    const reports = join(this.home, 'reports')
    return join(reports, readdirSync(reports)[0] ?? '')
  }

  journal(): TimedEvent[] {
    return readRunJournal(join(this.record, 'book.journal.ndjson'))
  }

  /** What the changes wrote. */
  log(): string[] {
    try {
      return readFileSync(join(this.home, 'log'), 'utf8').trim().split('\n')
    } catch {
      return []
    }
  }

  async logged(line: string): Promise<void> {
    while (!this.log().includes(line)) await sleep(20)
  }

  /** Lets a {@link heldChange} come to its end. */
  letGo(): void {
    writeFileSync(join(this.home, 'go'), '')
  }

  /** Ends the process that executes the run, by a signal, or waits for its end. */
  async ended(signal?: NodeJS.Signals): Promise<void> {
    const run = this.journal().findLast((event) => event.kind === 'run')
    if (run === undefined) throw new Error('there is no run')
    if (signal !== undefined) process.kill(run.runner.pid, signal)
    while (isAlive(run.runner)) await sleep(20)
  }

  dispose(): void {
    for (const terminal of this.#terminals) terminal.hangUp()
    rmSync(this.home, { recursive: true, force: true })
  }

  #blackstart(...args: string[]): Terminal {
    const env = { ...process.env, HOME: this.home, TERM: 'xterm-256color', NO_COLOR: '1' }
    const command = [process.execPath, join(ROOT, 'bin', 'blackstart.js'), 'runbook', ...args]
    const terminal = new Terminal(command, { cwd: this.home, env })
    this.#terminals.push(terminal)
    return terminal
  }
}
