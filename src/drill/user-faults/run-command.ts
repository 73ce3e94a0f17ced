import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { type ProcessIdentity, identify } from '../../system/identity.ts'
import { signalGroup } from '../../system/process-group.ts'
import { scrub } from '../../system/secrets.ts'

/** So much of the end of the output is kept, in bytes. */
const TAIL_BYTES = 400
/** So much more of it is read, so that no half of a secret escapes its removal, in bytes. */
const LONGEST_SECRET = 8_192

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
  /** Names of the variables whose values are removed from its output. */
  readonly secrets: readonly string[]
  /** Then it is killed, with everything that it has started in the foreground, in milliseconds. */
  readonly timeoutMs: number
  /** Told before the command begins; when this throws, it never does. */
  readonly onStart: (identity: ProcessIdentity) => void
}

/**
 * Waits for a line on file descriptor 3 before it becomes the command, beside which a watcher waits for another one: at
 * end-of-file it kills the whole group. So a command begins only when somebody has written down that it does, and dies
 * with us; what it has left in the background when it ends is let live.
 */
const HELD = `
read -r _ <&3 || exit
(read -r _ <&3 || kill -KILL 0) </dev/null >/dev/null 2>&1 &
exec /bin/sh -c "$1" 3<&-
`

/**
 * Runs a command in a shell. Never rejects: how it ended is the answer.
 *
 * Its output goes to a file without a name and not to a pipe, so that what it leaves running in the background can go on
 * writing when nobody reads any more.
 */
export async function runCommand(command: string, settings: CommandSettings): Promise<CommandEnd> {
  const { cwd, variables, secrets, timeoutMs, onStart } = settings
  const output = anonymousFile()
  try {
    const how = await new Promise<Omit<CommandEnd, 'output'>>((resolve) => {
      const shell = spawn('/bin/sh', ['-c', HELD, 'sh', command], {
        cwd,
        env: { ...process.env, ...variables },
        stdio: ['ignore', output, output, 'pipe'],
        // A process group of its own, so that it can be ended as a whole.
        detached: true,
      })
      let timedOut = false
      const timer = setTimeout(() => {
        timedOut = true
        signalGroup(shell.pid, 'SIGKILL')
      }, timeoutMs)
      const held = shell.stdio[3] as Writable | undefined
      held?.on('error', () => {})
      let refusal: string | undefined
      shell.once('error', (error) => {
        clearTimeout(timer)
        resolve({ code: null, how: `could not be started: ${error.message}` })
      })
      shell.once('exit', (code, signal) => {
        clearTimeout(timer)
        held?.end('\n')
        if (refusal !== undefined) resolve({ code: null, how: `was not started: ${refusal}` })
        else if (timedOut) resolve({ code: null, how: `did not end within ${timeoutMs} ms, and was killed` })
        else resolve({ code, how: signal === null ? `ended with code ${code}` : `was ended by ${signal}` })
      })
      try {
        const identity = shell.pid === undefined ? undefined : identify(shell.pid)
        if (identity !== undefined) onStart(identity)
        held?.write('\n')
      } catch (error) {
        refusal = error instanceof Error ? error.message : String(error)
        held?.destroy()
      }
    })
    return { ...how, output: tailOf(output, secrets, { ...process.env, ...variables }) }
  } finally {
    closeSync(output)
  }
}

function anonymousFile(): number {
  const path = join(tmpdir(), `blackstart-command-${randomBytes(8).toString('hex')}`)
  const file = openSync(path, 'wx+', 0o600)
  rmSync(path)
  return file
}

function tailOf(file: number, secrets: readonly string[], env: NodeJS.ProcessEnv): string {
  const { size } = fstatSync(file)
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES + LONGEST_SECRET))
  readSync(file, tail, 0, tail.length, size - tail.length)
  return scrub(tail.toString('utf8'), secrets, env).slice(-TAIL_BYTES).trim().replaceAll(/\s+/g, ' ')
}
