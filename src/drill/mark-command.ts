import { spawn } from 'node:child_process'
import { signalGroup } from '../system/process-group.ts'
import { scrub } from '../system/secrets.ts'

/** How much of what a command says is kept, in characters. */
const LONGEST_WORDS = 500
/** How long a command may take to end after it was asked to, in milliseconds. */
const END_WITHIN_MS = 2_000

/** How a person's command ended. */
export interface CommandEnd {
  readonly ok: boolean
  /** How it ended and its last words, without secrets. */
  readonly text: string
}

/**
 * Runs a command of a person in a shell, in a process group of its own: a Ctrl-C in the terminal is not meant for it.
 * What it leaves running in the background is theirs, and is left alone.
 *
 * @param secrets - names of the variables whose values are removed from what it says
 * @param signal - ends it
 */
export async function runMarkCommand(
  command: string,
  drillId: string,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<CommandEnd> {
  const child = spawn('/bin/sh', ['-c', command], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BLACKSTART_DRILL_ID: drillId },
  })
  let said = ''
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-LONGEST_WORDS)))
  }
  const end = (): void => {
    signalGroup(child.pid, 'SIGTERM')
    setTimeout(() => signalGroup(child.pid, 'SIGKILL'), END_WITHIN_MS).unref()
  }
  signal.addEventListener('abort', end, { once: true })
  try {
    // `exit` and not `close`: what it left in the background may hold its output open for hours.
    const how = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('exit', (code, signalName) =>
        resolve(signalName === null ? `ended with ${code}` : `was ended by ${signalName}`),
      )
    })
    const words = scrub(said.trim(), secrets).replaceAll(/\s*\n\s*/g, ' / ')
    return { ok: how === 'ended with 0', text: words === '' ? how : `${how}: ${words}` }
  } finally {
    signal.removeEventListener('abort', end)
    for (const output of [child.stdout, child.stderr]) output.destroy()
  }
}
