import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import type { Launcher } from '../model/launcher.ts'
import { type ProcessIdentity, identify } from '../system/identity.ts'
import { BEAT_MS, type LifelineMessage } from './watchdog.ts'

/** How long the watchdog may take to start, in milliseconds. */
const START_MS = 10_000

/** The harness's end of the lifeline. */
export class Watchdog {
  readonly identity: ProcessIdentity
  /** Resolves when the watchdog is gone, whatever the cause. */
  readonly exited: Promise<void>
  readonly #child: ChildProcess
  readonly #beat: NodeJS.Timeout

  private constructor(child: ChildProcess, identity: ProcessIdentity) {
    this.#child = child
    this.identity = identity
    this.exited = new Promise((resolve) => child.once('exit', () => resolve()))
    this.#beat = setInterval(() => this.#send({ type: 'beat' }), BEAT_MS)
    this.#beat.unref()
    child.stdin?.on('error', () => {})
  }

  /** Starts it in a session of its own; it watches as soon as {@link guard} was called. */
  static async start(launcher: Launcher, recordFolder: string): Promise<Watchdog> {
    const log = openSync(join(recordFolder, 'watchdog.log'), 'a')
    const child = spawn(launcher.command, [...launcher.args, 'watchdog'], {
      detached: true,
      stdio: ['pipe', 'pipe', log] as const,
    })
    closeSync(log)
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the watchdog did not start')), START_MS)
      child.stdout.once('data', () => {
        clearTimeout(timer)
        resolve()
      })
      child.once('exit', (code) => {
        clearTimeout(timer)
        reject(new Error(`the watchdog ended at once with code ${code}; see watchdog.log in the record`))
      })
    })
    const identity = child.pid === undefined ? undefined : identify(child.pid)
    if (identity === undefined) throw new Error('the watchdog did not start')
    child.unref()
    return new Watchdog(child, identity)
  }

  guard(recordFolder: string, harness: ProcessIdentity, lockPath: string): void {
    this.#send({ type: 'guard', recordFolder, harness, lockPath })
  }

  /** Tells it that there is nothing left to do, and waits until it is gone. */
  async dismiss(): Promise<void> {
    clearInterval(this.#beat)
    this.#send({ type: 'done' })
    this.#child.stdin?.end()
    await Promise.race([this.exited, new Promise((resolve) => setTimeout(resolve, 2_000).unref())])
  }

  #send(message: LifelineMessage): void {
    if (this.#child.stdin?.writable === true) this.#child.stdin.write(`${JSON.stringify(message)}\n`)
  }
}
