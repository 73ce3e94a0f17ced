import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** So much of the end of the output is kept, in bytes. */
const TAIL_BYTES = 400

/** How a shell command ended. */
export interface CommandEnd {
  /** Exit code; null when it was ended by a signal, or could not be started. */
  readonly code: number | null
  /** In words: `ended with code 1`. */
  readonly how: string
  /** The end of what it wrote, on one line. */
  readonly output: string
}

export interface CommandSettings {
  readonly cwd: string
  /** Added to our own environment. */
  readonly variables: Readonly<Record<string, string>>
  /** Then it is killed, with everything that it has started in the foreground, in milliseconds. */
  readonly timeoutMs: number
}

/**
 * Runs a command in a shell. Never rejects: how it ended is the answer.
 *
 * Its output goes to a file without a name and not to a pipe, so that what it leaves running in the background can go on
 * writing when nobody reads any more.
 */
export async function runCommand(command: string, settings: CommandSettings): Promise<CommandEnd> {
  const { cwd, variables, timeoutMs } = settings
  const output = anonymousFile()
  try {
    const how = await new Promise<Omit<CommandEnd, 'output'>>((resolve) => {
      const shell = spawn('/bin/sh', ['-c', command], {
        cwd,
        env: { ...process.env, ...variables },
        stdio: ['ignore', output, output],
        // A process group of its own, so that it can be ended as a whole.
        detached: true,
      })
      let timedOut = false
      const timer = setTimeout(() => {
        timedOut = true
        if (shell.pid !== undefined) endGroup(shell.pid)
      }, timeoutMs)
      shell.once('error', (error) => {
        clearTimeout(timer)
        resolve({ code: null, how: `could not be started: ${error.message}` })
      })
      shell.once('exit', (code, signal) => {
        clearTimeout(timer)
        if (timedOut) resolve({ code: null, how: `did not end within ${timeoutMs} ms, and was killed` })
        else resolve({ code, how: signal === null ? `ended with code ${code}` : `was ended by ${signal}` })
      })
    })
    return { ...how, output: tailOf(output) }
  } finally {
    closeSync(output)
  }
}

/** The group exists as long as its leader is not reaped, and we have not heard of its end yet. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function anonymousFile(): number {
  const path = join(tmpdir(), `blackstart-command-${randomBytes(8).toString('hex')}`)
  const file = openSync(path, 'wx+', 0o600)
  rmSync(path)
  return file
}

function tailOf(file: number): string {
  const { size } = fstatSync(file)
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES))
  readSync(file, tail, 0, tail.length, size - tail.length)
  return tail.toString('utf8').trim().replaceAll(/\s+/g, ' ')
}
