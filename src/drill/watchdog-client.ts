import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { openSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Launcher } from '../model/launcher.ts'
import { type ProcessIdentity, identify, signalExactly } from '../system/identity.ts'
import { BEAT_MS, type LifelineMessage } from './watchdog.ts'

/** How long the watchdog may take to start, in milliseconds. */
const START_MS = 10_000

/** How long a dismissed watchdog is waited for, in milliseconds. */
const DISMISS_MS = 2_000

/** The harness's end of the lifeline. */
export class Watchdog {
  readonly identity: ProcessIdentity
  /** Resolves when the watchdog is gone, whatever the cause. */
  readonly exited: Promise<void>
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #beat: NodeJS.Timeout

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>, identity: ProcessIdentity) {
    this.#child = child
    this.identity = identity
    this.exited = new Promise((resolve) => child.once('exit', () => resolve()))
    this.#beat = setInterval(() => this.#send({ type: 'beat' }), BEAT_MS)
    this.#beat.unref()
    child.stdin.on('error', () => {})
  }

  /** Starts it in a session of its own; it watches as soon as {@link guard} was called. */
  static async start(launcher: Launcher, recordFolder: string): Promise<Watchdog> {
    const log = openSync(join(recordFolder, 'watchdog.log'), 'a')
    const child = spawn(launcher.command, [...launcher.args, 'watchdog'], {
      detached: true,
      stdio: ['pipe', 'pipe', log],
    }) as ChildProcessByStdio<Writable, Readable, null>
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

  /** Tells it that there is nothing left to do, and waits until it is gone; one that does not go (it may be stopped) is killed. */
  async dismiss(): Promise<void> {
    clearInterval(this.#beat)
    this.#send({ type: 'done' })
    this.#child.stdin.end()
    this.#child.ref()
    await Promise.race([this.exited, sleep(DISMISS_MS)])
    if (signalExactly(this.identity, 'SIGKILL')) await Promise.race([this.exited, sleep(DISMISS_MS)])
    this.#child.unref()
  }

  #send(message: LifelineMessage): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(`${JSON.stringify(message)}\n`)
  }
}
