import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Wrapped } from './program.ts'

const execFileAsync = promisify(execFile)
// initdb takes a second or two; on a busy machine with a slow disk several times that.
const TOOL_TIMEOUT_MS = 60_000

/** What PostgreSQL's programs get to see of our environment: nothing of the user's locale, PGDATA, PGOPTIONS... */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], TZ: 'UTC', LC_ALL: 'C' }
}

/**
 * Runs a program to its end.
 *
 * @param folder - its working folder; it must be one that its user may read
 * @returns what it printed on standard output
 * @throws Error with the program's own words, when it failed or took more than a minute
 */
export async function runTool(
  { command, args, options }: Wrapped,
  folder = '/',
  signal?: AbortSignal,
): Promise<string> {
  try {
    const { stdout } = await execFileAsync(command, args, {
      ...options,
      cwd: folder,
      env: toolEnvironment(),
      timeout: TOOL_TIMEOUT_MS,
      killSignal: 'SIGKILL',
      ...(signal && { signal }),
    })
    return stdout
  } catch (cause) {
    signal?.throwIfAborted()
    const { message, stderr } = cause as Error & { stderr?: string }
    throw new Error(stderr?.trim() || message, { cause })
  }
}
