import type { ChildProcess } from 'node:child_process'
import { spawnWithLifeline } from '../../../system/lifeline.ts'
import { signalGroup } from '../../../system/process-group.ts'
import { type EngineAddress, engineVariables } from '../engine/address.ts'

/** Docker's command line, or its compose plugin, is not there. */
export class ComposeMissingError extends Error {
  override readonly name = 'ComposeMissingError'
}

/** `docker compose` said no; the message is its own. */
export class ComposeError extends Error {
  override readonly name = 'ComposeError'
}

/** What it takes to call compose for one project. */
export interface ComposeProject {
  /** Name of the project: every container, network and volume bears it. */
  readonly project: string
  /** Absolute paths; later ones are laid over earlier ones. */
  readonly files: readonly string[]
  /** Variables for the compose file beside those of our own process. */
  readonly variables: Readonly<Record<string, string>>
  /** The engine to speak to; undefined where compose only reads files. */
  readonly engine?: EngineAddress
}

const OUTPUT_TAIL_CHARACTERS = 4_000

/**
 * Runs `docker compose` to its end. It dies with this process: a compose that goes on creating after its harness was
 * killed would outrun whoever clears away.
 *
 * @returns what it printed on standard output
 * @throws ComposeMissingError, ComposeError, the signal's reason
 */
export async function compose(
  { project, files, variables, engine }: ComposeProject,
  args: readonly string[],
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<string> {
  signal?.throwIfAborted()
  const command = ['compose', '--project-name', project, ...files.flatMap((file) => ['--file', file]), ...args]
  const child = spawnWithLifeline('docker', command, {
    env: {
      ...process.env,
      COMPOSE_ANSI: 'never',
      COMPOSE_PROGRESS: 'plain',
      ...variables,
      // Last: compose must not bring the stack up where nobody else looks.
      ...(engine === undefined ? {} : engineVariables(engine)),
    },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const output = { stdout: '', stderr: '' }
  for (const which of ['stdout', 'stderr'] as const) {
    child[which]?.setEncoding('utf8').on('data', (chunk: string) => (output[which] += chunk))
  }
  const deadline = AbortSignal.timeout(Math.ceil(timeoutMs))
  const ended = signal === undefined ? deadline : AbortSignal.any([signal, deadline])
  const kill = (): void => endGroup(child)
  ended.addEventListener('abort', kill, { once: true })
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    signal?.throwIfAborted()
    if (code === 0) return output.stdout
    const text = output.stderr.trim().slice(-OUTPUT_TAIL_CHARACTERS)
    if (code === 127)
      throw new ComposeMissingError("the program 'docker' is not on PATH: install Docker's command line")
    if (isMissingPlugin(text)) {
      throw new ComposeMissingError(
        "'docker compose' is not there: install the compose plugin, version 2 (docker-compose, version 1, will not do)",
      )
    }
    if (deadline.aborted)
      throw new ComposeError(`'docker compose ${args[0]}' took more than ${timeoutMs / 1_000} s: ${text}`)
    throw new ComposeError(text === '' ? `'docker compose ${args[0]}' ended with ${code}` : text)
  } finally {
    ended.removeEventListener('abort', kill)
  }
}

/** The plugin is a process of its own, which the client's death does not reach. It leads a group of its own with it. */
function endGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (exitCode === null && signalCode === null) signalGroup(pid, 'SIGKILL')
}

/** Without the plugin the client takes compose's options for its own, and stumbles over the first one. */
export function isMissingPlugin(text: string): boolean {
  return /is not a docker command|unknown shorthand flag|unknown flag: --project-name/.test(text)
}
