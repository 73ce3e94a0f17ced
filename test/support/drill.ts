import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Phase } from '../../src/drill/events.ts'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import type { Report } from '../../src/report/schema.ts'
import { type ProcessIdentity, isAlive } from '../../src/system/identity.ts'
import { segmentIds } from './segments.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const LAUNCHER = join(ROOT, 'bin', 'blackstart.js')

/** A drill of the real command line in folders of its own, so that whatever it leaves behind can be found. */
export class DrillSandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'blackstart-drill-'))
  readonly reports = join(this.folder, 'reports')
  readonly labRoot = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bs-lab-'))
  readonly #segmentsBefore = segmentIds()

  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, BLACKSTART_LAB_ROOT: this.labRoot, NO_COLOR: '1' }
  }

  start(...args: string[]): RunningDrill {
    return new RunningDrill(this, ['run', ...args, '--json', '--reports', this.reports])
  }

  /** The only record, or the newest one. */
  record(): string {
    const [newest] = readdirSync(this.reports).sort().reverse()
    if (newest === undefined) throw new Error('there is no record')
    return join(this.reports, newest)
  }

  /** Waits for at most 5 s until nothing of the drill is left, and says what is. */
  async remains(): Promise<string[]> {
    const deadline = performance.now() + 5_000
    for (;;) {
      const found = this.#remainsNow()
      if (found.length === 0 || performance.now() > deadline) return found
      await sleep(50)
    }
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true })
    rmSync(this.labRoot, { recursive: true, force: true })
  }

  #remainsNow(): string[] {
    return [
      ...processesOf(this).map((text) => `process ${text}`),
      ...readdirSync(this.labRoot).map((name) => `folder ${name}`),
      ...segmentIds()
        .filter((id) => !this.#segmentsBefore.includes(id))
        .map((id) => `shared memory segment ${id}`),
    ]
  }
}

/** Every process that works in the lab's folder, or was started with the sandbox's environment. */
function processesOf(sandbox: DrillSandbox): string[] {
  const found: string[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue
    try {
      const cwd = readlinkSync(`/proc/${name}/cwd`)
      const environ = readFileSync(`/proc/${name}/environ`, 'utf8')
      if (cwd.startsWith(sandbox.labRoot) || environ.includes(sandbox.labRoot)) {
        found.push(`${name}: ${readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')}`)
      }
    } catch {
      // It has just ended.
    }
  }
  return found
}

export interface DrillEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export class RunningDrill {
  readonly ended: Promise<DrillEnd>
  readonly #child: ChildProcessByStdio<null, Readable, Readable>
  readonly #lines: string[] = []
  readonly #sandbox: DrillSandbox
  #over = false

  constructor(sandbox: DrillSandbox, args: readonly string[]) {
    this.#sandbox = sandbox
    this.#child = spawn(process.execPath, [LAUNCHER, ...args], {
      cwd: ROOT,
      env: sandbox.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    createInterface({ input: this.#child.stderr }).on('line', (line) => this.#lines.push(line))
    let stdout = ''
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.#over = true
        resolve({ code, signal, stdout, stderr: this.#lines.join('\n') })
      })
    })
  }

  /** Resolves when a phase begins. */
  async phase(name: Phase): Promise<void> {
    await this.line(new RegExp(`^\\s*[\\d.]+ \\w+  ${name}$`))
  }

  /** Resolves when a line of the drill's story matches. */
  async line(pattern: RegExp): Promise<void> {
    const deadline = performance.now() + 90_000
    while (!this.#lines.some((line) => pattern.test(line))) {
      if (this.#over) throw new Error(`the drill ended before ${String(pattern)}:\n${this.#lines.join('\n')}`)
      if (performance.now() > deadline) throw new Error(`no ${String(pattern)} in time:\n${this.#lines.join('\n')}`)
      await sleep(10)
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** One of the drill's own processes, from its ledger. */
  process(role: string): ProcessIdentity {
    const { processes } = readLedger(join(this.#sandbox.record(), 'ledger'))
    const found = processes.find((entry) => entry.role === role && isAlive(entry.identity))
    if (found === undefined) throw new Error(`there is no living ${role}`)
    return found.identity
  }

  /** The report on standard output. */
  async report(): Promise<Report> {
    const { stdout, stderr } = await this.ended
    try {
      return JSON.parse(stdout) as Report
    } catch (cause) {
      throw new Error(`standard output is not a report: '${stdout}'\n${stderr}`, { cause })
    }
  }
}

/** The report in a record. */
export function reportIn(record: string): Report {
  return JSON.parse(readFileSync(join(record, 'report.json'), 'utf8')) as Report
}
