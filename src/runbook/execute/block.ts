import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { $ } from 'zx/core'
import { type ProcessIdentity, identify } from '../../system/identity.ts'
import { signalGroup } from '../../system/process-group.ts'
import { Lines } from './masking.ts'

/** Begin of the name of a folder that holds the files of one running block. */
export const SCRATCH = 'blackstart-block-'
/** From the friendly signal to the one that nobody can refuse, in milliseconds. */
const GRACE_MS = 1_000
/** How long output may still come when the block itself has ended, in milliseconds: something it started may hold the pipe. */
const DRAIN_MS = 300
/** What a shell returns for a command that was ended for taking too long. */
const TIMED_OUT = 124
/** What is printed is kept by zx too, until the block ends; nobody reads it there. */
const NOT_KEPT = { stdout: [], stderr: [], stdall: [] }

export interface Block {
  readonly text: string
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /** Where its files stand while it runs; what a killed runner leaves is found there. @default the system's folder for such */
  readonly scratch?: string | undefined
  readonly timeoutMs: number
  /** Names whose exported values are wanted when it ends. */
  readonly sets: readonly string[]
  readonly signal: AbortSignal
  /** Told before its first command runs; when this throws, none of them does. */
  readonly onStart: (identity: ProcessIdentity) => void
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void
}

export interface BlockResult {
  readonly exitCode: number
  readonly timedOut: boolean
  readonly sets: Readonly<Record<string, string>>
  readonly measuredMs: number
}

/**
 * Runs one block as `bash -euo pipefail file`: one process with a group of its own, which is ended as a whole when time is
 * up. The file holds exactly what the person reads; what the block exports is told by a trap that stands in a file before it.
 *
 * @throws the signal's reason, when the group has been ended
 */
export async function runBlock(block: Block): Promise<BlockResult> {
  block.signal.throwIfAborted()
  const folder = mkdtempSync(join(block.scratch ?? tmpdir(), SCRATCH))
  const startedAt = performance.now()
  try {
    const script = join(folder, 'block.sh')
    const exported = join(folder, 'exported')
    writeFileSync(script, block.text, { mode: 0o600 })
    const hook = join(folder, 'hook.sh')
    writeFileSync(hook, hookText(block.sets, exported), { mode: 0o600 })
    const { exitCode, timedOut } = await execute(script, hook, block)
    return { exitCode, timedOut, sets: readExported(exported), measuredMs: performance.now() - startedAt }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function execute(script: string, hook: string, block: Block) {
  const { env, cwd, timeoutMs, signal, onLine, onStart } = block
  const child = $({
    cwd,
    // The shell that only replaces itself must not read what belongs to the block.
    env: { ...env, BASH_ENV: undefined },
    shell: 'bash',
    prefix: '',
    detached: true,
    nothrow: true,
    quiet: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    store: NOT_KEPT,
    // It begins when it is let: a runner that dies before it has said what it started has started nothing.
  })`read -r _ <&3 || exit; BASH_ENV=${hook} exec bash -euo pipefail ${script} 3<&-`
  const { pid } = child
  const gate = child.child?.stdio[3] as Writable | null | undefined
  gate?.on('error', () => {})
  try {
    const identity = pid === undefined ? undefined : identify(pid)
    if (identity !== undefined) onStart(identity)
  } catch (error) {
    gate?.destroy()
    await child
    throw error
  }
  gate?.end('\n')
  const readers = (['stdout', 'stderr'] as const).map((name) => {
    const lines = new Lines((line) => onLine(name, line))
    child[name].on('data', (chunk: Uint8Array) => lines.push(chunk))
    return lines
  })
  child.child?.once('exit', () => {
    setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream.destroy()), DRAIN_MS).unref()
  })
  let timedOut = false
  const end = (): void => void endGroup(pid)
  const timer = setTimeout(() => {
    timedOut = true
    end()
  }, timeoutMs)
  signal.addEventListener('abort', end, { once: true })
  try {
    const { exitCode } = await child
    for (const lines of readers) lines.end()
    signal.throwIfAborted()
    return { exitCode: timedOut ? TIMED_OUT : (exitCode ?? 128), timedOut }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    // What it left behind in its group must not go on when its time is up.
    if (timedOut || signal.aborted) signalGroup(pid, 'SIGKILL')
  }
}

async function endGroup(pid: number | undefined): Promise<void> {
  signalGroup(pid, 'SIGTERM')
  await sleep(GRACE_MS)
  signalGroup(pid, 'SIGKILL')
}

/** Read by bash before the block. `printenv` sees what is exported and nothing else, in every version of bash. */
function hookText(sets: readonly string[], exported: string): string {
  const head = 'unset BASH_ENV\n'
  if (sets.length === 0) return head
  const names = sets.join(' ')
  return `${head}trap 'for _name in ${names}; do if _value=$(printenv "$_name"); then printf "%s=%s\\0" "$_name" "$_value"; fi; done > "${exported}"' EXIT\n`
}

function readExported(file: string): Record<string, string> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    // Nothing was asked for, or the block was ended before its trap.
    return {}
  }
  const pairs = text.split('\0').filter((pair) => pair !== '')
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
}
