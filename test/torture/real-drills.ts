import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabFolder } from '../../src/environments/lab/folder.ts'
import type { LedgerState } from '../../src/ledger/entries.ts'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import { type ProcessIdentity, identify, isAlive, signalExactly } from '../../src/system/identity.ts'
import type { Random } from '../calibrate/random.ts'
import { DrillSandbox, RunningDrill } from '../support/drill.ts'
import { abandonedSegmentIds } from '../support/segments.ts'

const TORTURE = ['test/fixtures/torture/torture.ts', '--config', 'test/fixtures/torture/blackstart.config.ts']

/** Who may be killed. */
export const VICTIMS = ['harness', 'watchdog', 'labd', 'prober', 'k6'] as const
export type Victim = (typeof VICTIMS)[number]

/** A kill comes in one of these, all equally often, so that the seed means the same on a slow machine. */
const INSTANTS = ['start', 'environment', 'warm-up', 'inject', 'recover', 'redundancy', 'read-back', 'close'] as const
/** ... and until so long after its beginning, in milliseconds. */
const LONGEST_DELAY_MS = 1_500
/** A drill that was hurt must be over after so long, in milliseconds. */
const END_MS = 90_000
/** How long after its end something of a drill may still be going away, in milliseconds: longer than a lab's lease. */
const GONE_MS = 15_000

/** One drill that was hurt, and what became of it. */
export interface HurtDrill {
  readonly victims: readonly Victim[]
  /** The phase in whose beginning it was hurt, and how long after it, in milliseconds. */
  readonly phase: (typeof INSTANTS)[number]
  readonly delayMs: number
  /** Those who were really there to be killed. */
  readonly killed: readonly Victim[]
  /** Injections that were not confirmed as undone at the moment of the kill. */
  readonly openFaults: number
  /** Who closed the ledger; undefined when there was none yet. */
  readonly undoneBy: string | undefined
  readonly exitCode: number | null
  /** What was left at the end; empty when all is well. */
  readonly left: readonly string[]
}

/** Where real drills are hurt: its own lab root, its own reports, and its own drill lock. */
export class RealDrills {
  readonly #sandbox = new TortureSandbox()

  /** Starts a drill, kills, and brings everything to its end. */
  async hurt(random: Random): Promise<HurtDrill> {
    const first = random.pick(VICTIMS)
    const second = random.pick(VICTIMS.filter((victim) => victim !== first))
    const victims = random.chance(0.5) ? [first] : [first, second]
    const phase = random.pick(INSTANTS)
    const delayMs = Math.round(random.between(0, LONGEST_DELAY_MS))
    const drill = this.#sandbox.startAtOnce(...TORTURE)
    const running = this.#watch(drill)
    await reach(drill, phase, delayMs)
    const state = running.ledger()
    const identities = victims.flatMap((victim) => {
      const identity = running.find(victim)
      return identity === undefined ? [] : [{ victim, identity }]
    })
    const killed = identities.filter(({ identity }) => signalExactly(identity, 'SIGKILL')).map(({ victim }) => victim)
    const openFaults = state?.injections.filter((injection) => injection.state !== 'confirmed').length ?? 0
    const exitCode = await this.#end(drill)
    return { victims, phase, delayMs, killed, openFaults, exitCode, ...(await this.#after(running)) }
  }

  /** All processes of a drill are killed at once, as a machine does that loses its power. */
  async reboot(random: Random): Promise<HurtDrill> {
    const phase = random.pick(INSTANTS)
    const delayMs = Math.round(random.between(0, LONGEST_DELAY_MS))
    const drill = this.#sandbox.startAtOnce(...TORTURE)
    const running = this.#watch(drill)
    await reach(drill, phase, delayMs)
    const openFaults = running.ledger()?.injections.filter((injection) => injection.state !== 'confirmed').length ?? 0
    // Whoever is being started at this moment is found in the next round.
    for (let round = 0; round < 3; round++) {
      for (const identity of this.#sandbox.processes()) signalExactly(identity, 'SIGKILL')
      await sleep(20)
    }
    const exitCode = await this.#end(drill)
    return { victims: VICTIMS, phase, delayMs, killed: VICTIMS, openFaults, exitCode, ...(await this.#after(running)) }
  }

  /** A drill that nobody hurts. @returns its exit code */
  async clean(): Promise<{ readonly exitCode: number | null; readonly left: readonly string[] }> {
    const drill = this.#sandbox.startAtOnce(...TORTURE)
    const exitCode = await this.#end(drill)
    return { exitCode, left: await this.#sandbox.left([]) }
  }

  dispose(): void {
    this.#sandbox.dispose()
  }

  async #end(drill: RunningDrill): Promise<number | null> {
    const end = await Promise.race([drill.ended, sleep(END_MS, undefined, { ref: false })])
    if (end === undefined) throw new Error(`the drill did not end within ${END_MS} ms`)
    return end.code
  }

  /** Ends what harness and watchdog could not, as a person would, and looks at what is left. */
  async #after(running: Running): Promise<Pick<HurtDrill, 'undoneBy' | 'left'>> {
    const left: string[] = []
    await running.watchdogGone()
    const before = running.ledger()
    if (before !== undefined && before.closedBy === undefined) {
      const { code, stdout, stderr } = await this.#sandbox.command('recover', '--reports', this.#sandbox.reports)
      if (code !== 0) left.push(`recover ended with ${code}: ${stdout} ${stderr}`)
    }
    const state = running.ledger()
    if (state !== undefined && state.closedBy === undefined) left.push('the ledger is open')
    for (const injection of state?.injections ?? []) {
      if (injection.state !== 'confirmed') left.push(`a fault on ${injection.target.component} is ${injection.state}`)
    }
    return { undoneBy: state?.closedBy, left: [...left, ...(await this.#sandbox.left(running.ports()))] }
  }

  #watch(drill: RunningDrill): Running {
    return new Running(this.#sandbox, drill)
  }
}

/** Waits until a drill is so far, or over. */
async function reach(drill: RunningDrill, phase: HurtDrill['phase'], delayMs: number): Promise<void> {
  const reached = phase === 'start' ? Promise.resolve() : drill.phase(phase)
  await Promise.race([reached.then(() => sleep(delayMs)).catch(() => {}), drill.ended])
}

/** What can be found out about a drill from outside. */
class Running {
  readonly #sandbox: TortureSandbox
  readonly #drill: RunningDrill
  readonly #earlier: readonly string[]

  constructor(sandbox: TortureSandbox, drill: RunningDrill) {
    this.#sandbox = sandbox
    this.#drill = drill
    this.#earlier = sandbox.records()
  }

  find(victim: Victim): ProcessIdentity | undefined {
    if (victim === 'labd') return this.#sandbox.labd()
    if (victim === 'harness') return this.#drill.pid === undefined ? undefined : identify(this.#drill.pid)
    const found = this.ledger()?.processes.find(({ role }) => role === victim)
    return found !== undefined && isAlive(found.identity) ? found.identity : undefined
  }

  /** Undefined while the drill has none. */
  ledger(): LedgerState | undefined {
    const record = this.#record()
    try {
      return record === undefined ? undefined : readLedger(join(record, 'ledger'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  async watchdogGone(): Promise<void> {
    const deadline = performance.now() + END_MS
    while (this.find('watchdog') !== undefined && performance.now() < deadline) await sleep(50)
  }

  /** Ports that the lab had told about. */
  ports(): number[] {
    const record = this.#record()
    try {
      const text = record === undefined ? '' : readFileSync(join(record, 'environment.json'), 'utf8')
      return [...text.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port))
    } catch {
      return []
    }
  }

  #record(): string | undefined {
    return this.#sandbox.records().find((record) => !this.#earlier.includes(record))
  }
}

class TortureSandbox extends DrillSandbox {
  readonly #knownSegments = new Set(abandonedSegmentIds())

  /** With its own folder for temporary files, and its own drill lock. */
  override get environment(): NodeJS.ProcessEnv {
    return { ...super.environment, TMPDIR: this.folder, BLACKSTART_LOCK_FOLDER: this.folder }
  }

  /** Whatever else runs on this machine: the figures of these drills do not matter. */
  startAtOnce(...args: string[]): RunningDrill {
    return new RunningDrill(this, ['run', ...args, '--json', '--reports', this.reports])
  }

  labd(): ProcessIdentity | undefined {
    for (const name of readdirSync(this.labRoot)) {
      const record = new LabFolder(join(this.labRoot, name)).readLabd()
      if (record !== undefined && isAlive(record)) return record
    }
    return undefined
  }

  /** Every living process that was started with this sandbox's environment, or works in its lab. */
  processes(): ProcessIdentity[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && this.#isOurs(name))
      .map((name) => identify(Number(name)))
      .filter((identity) => identity !== undefined)
  }

  /** Waits until nothing is left, and says what is. */
  async left(ports: readonly number[]): Promise<string[]> {
    const deadline = performance.now() + GONE_MS
    for (;;) {
      const found = await this.#leftNow(ports)
      if (found.length === 0) return found
      if (performance.now() > deadline) {
        // Told once, and not again after every later drill.
        for (const id of abandonedSegmentIds()) this.#knownSegments.add(id)
        return found
      }
      await sleep(100)
    }
  }

  async #leftNow(ports: readonly number[]): Promise<string[]> {
    const processes = this.processes()
    const open = await Promise.all(ports.map(async (port) => ((await isOpen(port)) ? [`port ${port}`] : [])))
    return [
      ...processes.map(({ pid }) => `process ${pid} (${stateOf(pid)}): ${readText(`/proc/${pid}/cmdline`)}`),
      ...readdirSync(this.labRoot).map((name) => `folder ${name}`),
      ...open.flat(),
      ...abandonedSegmentIds()
        .filter((id) => !this.#knownSegments.has(id))
        .map((id) => `shared memory segment ${id}`),
    ]
  }

  #isOurs(pid: string): boolean {
    try {
      const works = readlinkSync(`/proc/${pid}/cwd`).startsWith(this.labRoot)
      return works || readText(`/proc/${pid}/environ`).includes(this.labRoot)
    } catch {
      return false
    }
  }
}

function stateOf(pid: number): string {
  return /^State:\s+(.*)$/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? 'gone'
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
