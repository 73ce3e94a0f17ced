import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { createInterface, type Interface } from 'node:readline'
import type { Launcher, ProcessRole } from '../../../model/launcher.ts'
import { identify, type ProcessIdentity } from '../../../system/identity.ts'

/** A process of the lab did not come up. */
export class ChildStartError extends Error {
  override readonly name = 'ChildStartError'
  readonly id: string

  constructor(id: string, text: string, logFile: string) {
    super(`'${id}' ${text}; its log is ${logFile}`)
    this.id = id
  }
}

export interface ChildSettings {
  readonly launcher: Launcher
  readonly role: ProcessRole
  /** For example `relay-a`; unique in a lab. */
  readonly id: string
  /** Written to its standard input as one line of JSON. */
  readonly config: unknown
  readonly logFile: string
  /** Leads a session of its own, so that no signal of our terminal reaches it. @default false */
  readonly detached?: boolean
  /** Called with the identity before anything else happens, so that it can be written down. */
  readonly onSpawn?: (identity: ProcessIdentity) => void
  /** Called with every line after the first. */
  readonly onLine?: (line: string) => void
  /** How long the first line may take. @default 15000 */
  readonly timeoutMs?: number
  /** Calls the start off: the child is asked to end by SIGTERM. */
  readonly signal?: AbortSignal | undefined
}

/** One of our own processes as its parent sees it. */
export class LabChild {
  readonly id: string
  readonly identity: ProcessIdentity
  readonly ports: Readonly<Record<string, number>>
  /** Resolves when it has ended, with the way in which it did. */
  readonly exited: Promise<string>
  readonly #process: ChildProcess

  private constructor(
    id: string,
    identity: ProcessIdentity,
    ports: Readonly<Record<string, number>>,
    exited: Promise<string>,
    child: ChildProcess,
  ) {
    this.id = id
    this.identity = identity
    this.ports = ports
    this.exited = exited
    this.#process = child
  }

  /**
   * Starts it and waits for the line that says where it answers.
   *
   * @throws ChildStartError when it ends first, or takes too long (then it is killed)
   */
  static async start(settings: ChildSettings): Promise<LabChild> {
    const { id, launcher, role, logFile, detached = false, timeoutMs = 15_000 } = settings
    const log = openSync(logFile, 'a', 0o600)
    const child = spawn(launcher.command, [...launcher.args, role], { stdio: ['pipe', 'pipe', log], detached })
    closeSync(log)
    const exited = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`))
      child.once('exit', (code, signal) =>
        resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
      )
    })
    const identity = child.pid === undefined ? undefined : identify(child.pid)
    if (identity === undefined || child.stdin === null || child.stdout === null) {
      throw new ChildStartError(id, await exited, logFile)
    }
    settings.onSpawn?.(identity)
    // A write to a process that died already: `exited` tells about it.
    child.stdin.on('error', () => {})
    child.stdin.write(`${JSON.stringify(settings.config)}\n`)
    const lines = createInterface({ input: child.stdout }).on('error', () => {})
    const callOff = (): void => void child.kill('SIGTERM')
    settings.signal?.addEventListener('abort', callOff, { once: true })
    try {
      const ports = await firstLine(id, lines, exited, logFile, timeoutMs)
      lines.on('line', settings.onLine ?? (() => {}))
      return new LabChild(id, identity, ports, exited, child)
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    } finally {
      settings.signal?.removeEventListener('abort', callOff)
    }
  }

  get alive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** Ends it at once: it keeps nothing that is worth an orderly end. Idempotent. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.exited
  }

  /** Lets this process end although the child lives on; its lifeline goes with us. */
  unref(): void {
    this.#process.unref()
    for (const stream of [this.#process.stdin, this.#process.stdout])
      (stream as { unref?: () => void } | null)?.unref?.()
  }
}

function firstLine(
  id: string,
  lines: Interface,
  exited: Promise<string>,
  logFile: string,
  timeoutMs: number,
): Promise<Readonly<Record<string, number>>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new ChildStartError(id, `was not ready after ${timeoutMs} ms`, logFile)),
      timeoutMs,
    )
    lines.once('line', (line) => {
      clearTimeout(timer)
      resolve((JSON.parse(line) as { ports: Record<string, number> }).ports)
    })
    void exited.then((how) => {
      clearTimeout(timer)
      reject(new ChildStartError(id, how, logFile))
    })
  })
}
