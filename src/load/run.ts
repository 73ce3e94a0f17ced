import type { ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { freePort } from '../system/free-port.ts'
import { identify, signalExactly, type ProcessIdentity } from '../system/identity.ts'
import { spawnWithLifeline } from '../system/lifeline.ts'
import { waitFor, WaitTimeoutError } from '../system/wait.ts'
import { K6Control } from './control.ts'
import { K6StartError } from './errors.ts'
import { k6Environment, runArguments } from './invocation.ts'
import { k6Options, type K6Plan } from './plan.ts'
import { runFiles, type K6RunFiles } from './run-files.ts'
import { readWallClock, writeTimeline, type K6Timeline } from './timeline.ts'

/** How long k6 may take to make its virtual users and wait, in milliseconds (5,000 of them took 2.2 s). */
const READY_TIMEOUT_MS = 60_000
/** How long an interrupted k6 may take to write its summary, in milliseconds (25 ms where nothing is in its way). */
const STOP_TIMEOUT_MS = 10_000
/** How long a killed process may take to be gone, in milliseconds. */
const KILL_TIMEOUT_MS = 5_000
/** k6 yields the processor to what it measures, and to the probes above all. */
const NICENESS = 5
/** Exit code of k6 when another program took the port between our look and its use. */
const PORT_TAKEN = 106
const PORT_ATTEMPTS = 3

/** How a k6 ended. */
export interface K6Exit {
  /** `null` when a signal ended it. An interrupted k6 ends with 105. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/**
 * A k6 process, from paused to gone:
 *
 * ```
 * start() ── paused, all virtual users made ── release() ── load ── stop() ── exited
 * ```
 * It does not outlive the harness: a watcher in its process group kills the group when this process dies in whatever
 * way (see {@link spawnWithLifeline}). For a watchdog, the file `process.json` names it by pid and start time while it runs.
 */
export class K6Run {
  readonly files: K6RunFiles
  readonly identity: ProcessIdentity
  /** Resolves when k6 is gone, for whatever reason. Never rejects. */
  readonly exited: Promise<K6Exit>
  readonly #child: ChildProcess
  readonly #control: K6Control
  #timeline: K6Timeline = {}
  #stopped: Promise<K6Exit> | undefined

  private constructor(k6: string, plan: K6Plan, files: K6RunFiles, port: number) {
    this.files = files
    this.#control = new K6Control(port)
    this.#child = spawnK6(k6, plan, runArguments(plan, files, port), files)
    const { pid } = this.#child
    const identity = pid === undefined ? undefined : identify(pid)
    if (identity === undefined) throw new K6StartError('k6 could not be started', null)
    this.identity = identity
    writeFileSync(files.process, `${JSON.stringify(identity)}\n`)
    this.exited = this.#untilExit()
  }

  /**
   * Starts k6 and waits until it is paused with all its virtual users made.
   *
   * @param k6 - path of the k6 binary
   * @param folder - for the files of this run; made if it is not there
   * @throws K6StartError with the end of k6's log; the signal's reason when aborted. Nothing is left running.
   */
  static async start(k6: string, plan: K6Plan, folder: string, signal?: AbortSignal): Promise<K6Run> {
    const files = runFiles(folder)
    await mkdir(folder, { recursive: true })
    await writeFile(files.options, JSON.stringify(k6Options(plan)))
    await writeFile(files.plan, JSON.stringify(plan))
    for (let attempt = 1; ; attempt++) {
      // k6 appends to the console file: an old one would become part of the evidence.
      for (const file of [files.console, files.points, files.requests, files.summary, files.timeline])
        rmSync(file, { force: true })
      const run = new K6Run(k6, plan, files, await freePort())
      try {
        await run.#untilPaused(plan, signal)
        return run
      } catch (error) {
        await run.#kill()
        const portTaken = error instanceof K6StartError && error.exitCode === PORT_TAKEN
        if (!portTaken || attempt === PORT_ATTEMPTS) throw error
      }
    }
  }

  /**
   * Lets the load begin, and notes both clocks before and after.
   *
   * @throws Error when k6 does not begin
   */
  async release(): Promise<void> {
    const releaseAsked = readWallClock()
    await this.#control.release()
    this.#note({ releaseAsked, releaseReturned: readWallClock() })
  }

  /**
   * Ends the load: an interrupt, after which k6 still writes its summary, and a kill if it does not end. Requests in
   * flight have no outcome then. May be called again and after the end; only one interrupt is sent, because a second
   * one would make k6 drop its summary.
   */
  stop(): Promise<K6Exit> {
    this.#stopped ??= this.#interrupt()
    return this.#stopped
  }

  async #interrupt(): Promise<K6Exit> {
    if (this.#ended()) return await this.exited
    this.#timeline = { ...this.#timeline, stopAsked: readWallClock() }
    signalExactly(this.identity, 'SIGINT')
    try {
      await waitFor('k6 ends', () => this.#ended(), { timeoutMs: STOP_TIMEOUT_MS })
    } catch (error) {
      if (!(error instanceof WaitTimeoutError)) throw error
      await this.#kill()
    }
    return await this.exited
  }

  async #kill(): Promise<void> {
    signalExactly(this.identity, 'SIGKILL')
    await waitFor('the killed k6 is gone', () => this.#ended(), { timeoutMs: KILL_TIMEOUT_MS })
    await this.exited
  }

  async #untilPaused(plan: K6Plan, signal: AbortSignal | undefined): Promise<void> {
    const ready = async (): Promise<boolean> => {
      if (this.#ended()) throw this.#startError('k6 ended before the load began')
      const status = await this.#control.status()
      return status !== undefined && status.paused && status['vus-max'] >= plan.virtualUsers
    }
    try {
      await waitFor('k6 is paused with its virtual users made', ready, {
        timeoutMs: READY_TIMEOUT_MS,
        everyMs: 20,
        signal,
      })
    } catch (error) {
      throw error instanceof WaitTimeoutError ? this.#startError(error.message) : error
    }
  }

  #startError(message: string): K6StartError {
    const log = existsSync(this.files.log) ? readFileSync(this.files.log, 'utf8') : ''
    const output = readFileSync(this.files.output, 'utf8')
    const said = `${log}\n${output}`.trim().split('\n').slice(-8).join('\n')
    return new K6StartError(`${message} (exit ${this.#child.exitCode}): ${said}`, this.#child.exitCode)
  }

  async #untilExit(): Promise<K6Exit> {
    const exit = await new Promise<K6Exit>((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ code, signal }))
    })
    try {
      this.#note({ exited: readWallClock(), exitCode: exit.code })
      rmSync(this.files.process, { force: true })
    } catch {
      // The folder is gone or full. That k6 has ended stays true; whoever reads the evidence finds no timeline.
    }
    return exit
  }

  #ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  #note(news: K6Timeline): void {
    this.#timeline = { ...this.#timeline, ...news }
    writeTimeline(this.files.timeline, this.#timeline)
  }
}

function spawnK6(k6: string, plan: K6Plan, args: readonly string[], files: K6RunFiles): ChildProcess {
  const output = openSync(files.output, 'w')
  try {
    return spawnWithLifeline(k6, args, {
      cwd: files.folder,
      env: k6Environment(files.folder, plan.passEnv),
      stdout: output,
      stderr: output,
      niceness: NICENESS,
    })
  } finally {
    closeSync(output)
  }
}
