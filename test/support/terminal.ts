import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { quoted } from '../../src/system/shell.ts'

export const KEY = { enter: '\r', down: '\u001b[B', ctrlC: '\u0003' } as const

const WAIT_MS = 60_000
const LOOK_MS = 50

/** Whether this machine can give a program a terminal: `script` of util-linux. */
export function hasTerminal(): boolean {
  return (
    spawnSync('script', ['-qefc', 'test -t 0 && test -t 1 && test -t 2', '/dev/null'], { stdio: 'pipe' }).status === 0
  )
}

interface TerminalOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** @default 110 */
  readonly columns?: number
}

/** A program in a real pseudo-terminal: what it writes is read as a person would, and keys are pressed. */
export class Terminal {
  readonly ended: Promise<number | null>
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  #raw = ''
  #seen = 0

  constructor(command: readonly string[], { cwd, env, columns = 110 }: TerminalOptions) {
    const line = `stty cols ${columns} rows 50; exec ${command.map(quoted).join(' ')}`
    this.#child = spawn('script', ['-qefc', line, '/dev/null'], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#raw += text))
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#raw += text))
    this.#child.stdin.on('error', () => {})
    this.ended = new Promise((resolve) => void this.#child.once('close', resolve))
  }

  /** Everything that was written so far, without colours and movements of the cursor. */
  get text(): string {
    return stripVTControlCharacters(this.#raw).replaceAll('\r', '')
  }

  /** What was written since the last key was pressed. */
  get recent(): string {
    return this.text.slice(this.#seen)
  }

  /** Resolves when something is written that was not there when the last key was pressed. */
  async shows(pattern: RegExp): Promise<void> {
    const deadline = performance.now() + WAIT_MS
    while (!pattern.test(this.recent)) {
      if (this.#child.exitCode !== null) throw new Error(`it ended before ${String(pattern)}:\n${this.text}`)
      if (performance.now() > deadline) throw new Error(`no ${String(pattern)} in time:\n${this.text}`)
      await sleep(LOOK_MS)
    }
  }

  press(...keys: readonly string[]): void {
    this.#seen = this.text.length
    for (const key of keys) this.#child.stdin.write(key)
  }

  /** Waits for a question, then answers it. */
  async answer(pattern: RegExp, ...keys: readonly string[]): Promise<void> {
    await this.shows(pattern)
    this.press(...keys)
  }

  /** Takes the terminal away, as a broken connection does. */
  hangUp(): void {
    this.#child.kill('SIGKILL')
  }
}
