import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Phase } from '../../src/drill/events.ts'
import { DrillLock, DrillRunningError } from '../../src/drill/lock.ts'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import { provisionK6 } from '../../src/load/provision.ts'
import type { Report } from '../../src/report/schema.ts'
import { type ProcessIdentity, identify, isAlive } from '../../src/system/identity.ts'
import { abandonedSegmentIds } from './segments.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const LAUNCHER = join(ROOT, 'bin', 'blackstart.js')

/** Another user than the one who runs the tests; only root can become one. */
export interface SandboxUser {
  readonly uid: number
  readonly gid: number
}

interface SandboxOptions {
  /** @default the user who runs the tests */
  readonly user?: SandboxUser
  /** Variables in addition to, or in place of, those of the tests. */
  readonly env?: NodeJS.ProcessEnv
}

/** Drills of the real command line in folders of their own, so that whatever they leave behind can be found. */
export class DrillSandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'blackstart-drill-'))
  readonly reports = join(this.folder, 'reports')
  readonly labRoot = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bs-lab-'))
  readonly user: SandboxUser | undefined
  #env: NodeJS.ProcessEnv
  readonly #segmentsBefore = abandonedSegmentIds()

  constructor({ user, env = {} }: SandboxOptions = {}) {
    this.user = user
    this.#env = env
    if (user !== undefined) for (const path of [this.folder, this.labRoot]) chownSync(path, user.uid, user.gid)
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      BLACKSTART_LAB_ROOT: this.labRoot,
      // A ledger that a test leaves open is no business of whoever else drills here; the lock is.
      BLACKSTART_OPEN_DRILLS: join(this.folder, 'open-drills'),
      NO_COLOR: '1',
      ...this.#env,
    }
  }

  /** Variables in addition to those that are set already, for what is started from now on. */
  setEnvironment(env: NodeJS.ProcessEnv): void {
    this.#env = { ...this.#env, ...env }
  }

  /** Starts a drill as soon as no other one runs on this machine. Resolves when it has begun, or has ended. */
  async start(...args: string[]): Promise<RunningDrill> {
    const deadline = performance.now() + FREE_WITHIN_MS
    for (;;) {
      await untilMachineIsFree(deadline)
      const drill = new RunningDrill(this, ['run', ...args, '--json', '--reports', this.reports])
      // Somebody else may have been quicker.
      if (!(await drill.refused()) || performance.now() > deadline) return drill
    }
  }

  /** Waits until no drill runs on this machine. */
  untilFree(): Promise<void> {
    return untilMachineIsFree()
  }

  /** Runs a drill to its end. */
  async drill(...args: string[]): Promise<DrillEnd> {
    return (await this.start(...args)).ended
  }

  /** Starts an observation. It has a lock of its own: a drill beside it may disturb it, but not keep it from starting. */
  observe(...args: string[]): RunningDrill {
    this.setEnvironment({ BLACKSTART_LOCK_FOLDER: this.folder })
    return new RunningDrill(this, ['observe', ...args, '--json', '--reports', this.reports])
  }

  /** Runs any command to its end, with nothing added to what is given. */
  command(...args: string[]): Promise<DrillEnd> {
    return new RunningDrill(this, args).ended
  }

  /** The same in another project than this one. */
  commandIn(folder: string, ...args: string[]): Promise<DrillEnd> {
    return new RunningDrill(this, args, folder).ended
  }

  /** Folders of all records. */
  records(): string[] {
    if (!existsSync(this.reports)) return []
    const entries = readdirSync(this.reports, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(this.reports, name))
  }

  /** The only record, or the newest one. */
  record(): string {
    const [newest] = this.records().sort().reverse()
    if (newest === undefined) throw new Error('there is no record')
    return newest
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

  /** Records are kept where `BLACKSTART_TEST_RECORDS` names a folder: what a test has found, somebody will want to read. */
  dispose(): void {
    const keptIn = process.env['BLACKSTART_TEST_RECORDS']
    if (keptIn !== undefined && existsSync(this.reports)) {
      cpSync(this.reports, join(keptIn, basename(this.folder)), { recursive: true })
    }
    rmSync(this.folder, { recursive: true, force: true })
    rmSync(this.labRoot, { recursive: true, force: true })
  }

  #remainsNow(): string[] {
    return [
      ...processesOf(this).map(({ pid, command }) => `process ${pid}: ${command}`),
      ...readdirSync(this.labRoot).map((name) => `folder ${name}`),
      ...abandonedSegmentIds()
        .filter((id) => !this.#segmentsBefore.includes(id))
        .map((id) => `shared memory segment ${id}`),
    ]
  }
}

interface FoundProcess {
  readonly pid: number
  readonly command: string
}

/** Every process that works in the lab's folder, or was started with the sandbox's environment. */
function processesOf(sandbox: DrillSandbox): FoundProcess[] {
  const found: FoundProcess[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue
    try {
      const cwd = readlinkSync(`/proc/${name}/cwd`)
      const environ = readFileSync(`/proc/${name}/environ`, 'utf8')
      if (!cwd.startsWith(sandbox.labRoot) && !environ.includes(sandbox.labRoot)) continue
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      found.push({ pid: Number(name), command })
    } catch {
      // It has just ended.
    }
  }
  return found
}

/** A line of a drill's story that tells that a phase has begun. */
const PHASE_LINE = /^\s*[\d.]+ \w+  \S/

/** How long another drill on this machine is waited for. */
const FREE_WITHIN_MS = 180_000

/** A drill refuses to run beside another one. Somebody at this machine may be drilling while its tests run. */
async function untilMachineIsFree(deadline: number = performance.now() + FREE_WITHIN_MS): Promise<void> {
  for (;;) {
    try {
      const lock = await DrillLock.acquire({ drillId: 'test', pid: process.pid })
      lock.release()
      return
    } catch (error) {
      if (!(error instanceof DrillRunningError) || performance.now() > deadline) throw error
      await sleep(200)
    }
  }
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

  constructor(sandbox: DrillSandbox, args: readonly string[], folder = ROOT) {
    this.#sandbox = sandbox
    this.#child = spawn(process.execPath, [LAUNCHER, ...args], {
      cwd: folder,
      env: sandbox.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...sandbox.user,
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

  /** Of the harness itself: the launcher becomes it. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Whether it was refused because another drill runs; false as soon as it has begun. */
  async refused(): Promise<boolean> {
    while (!this.#over && !this.#lines.some((line) => PHASE_LINE.test(line))) await sleep(10)
    if (!this.#over) return false
    return (await this.ended).code === 3 && this.#lines.some((line) => line.includes('is running (pid'))
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

/** The living processes of a drill's lab that play a role, for example `lab-service`. */
export function partsOf(sandbox: DrillSandbox, role: string): ProcessIdentity[] {
  return processesOf(sandbox)
    .filter(({ command }) => command.endsWith(` ${role}`))
    .flatMap(({ pid }) => identify(pid) ?? [])
}

/** Gets k6, if need be by building it, which takes longer than a test may. */
export async function provideK6(): Promise<void> {
  await provisionK6()
}

/** The report in a record. */
export function reportIn(record: string): Report {
  return JSON.parse(readFileSync(join(record, 'report.json'), 'utf8')) as Report
}
