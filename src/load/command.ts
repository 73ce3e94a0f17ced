import { spawnWithLifeline } from '../system/lifeline.ts'
import { signalGroup } from '../system/process-group.ts'

/** Characters of output kept of a command, counted from its end: compilers can print without bound. */
const KEPT_OUTPUT = 256 * 1024

interface CommandOptions {
  readonly cwd?: string
  readonly env: NodeJS.ProcessEnv
  /** After so long the command is killed, in milliseconds. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

export interface CommandResult {
  /** `null` when a signal or the timeout ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
}

/**
 * Runs a command to its end in a process group of its own. The timeout, the abort signal and the death of this
 * process all kill the whole group, so no compiler is left behind.
 *
 * @throws the signal's reason when aborted
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const { timeoutMs, signal, ...rest } = options
  signal?.throwIfAborted()
  const child = spawnWithLifeline(command, args, { ...rest, stdout: 'pipe', stderr: 'pipe' })
  const output = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout = kept(output.stdout + text)))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr = kept(output.stderr + text)))

  let timedOut = false
  const killGroup = (): void => {
    // Not yet reaped, so the number cannot belong to anyone else.
    if (child.exitCode === null && child.signalCode === null) signalGroup(child.pid, 'SIGKILL')
  }
  const timer = setTimeout(() => {
    timedOut = true
    killGroup()
  }, timeoutMs)
  signal?.addEventListener('abort', killGroup)
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    signal?.throwIfAborted()
    return { code, ...output, timedOut }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', killGroup)
  }
}

/** The end of what a command said, for an error message. */
export function lastWords(result: CommandResult, lines = 5): string {
  const text = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-lines).join('\n').trim()
  if (result.timedOut) return `it did not end in time; its last words: ${text}`
  return text === '' ? `it ended with ${result.code ?? 'a signal'} and said nothing` : text
}

function kept(text: string): string {
  return text.length > KEPT_OUTPUT ? text.slice(-KEPT_OUTPUT) : text
}
