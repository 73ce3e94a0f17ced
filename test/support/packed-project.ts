import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Report } from '../../src/report/schema.ts'
import { reportIn, ROOT } from './drill.ts'

/** How often it is looked which processes there are, in milliseconds. */
const LOOK_MS = 100

interface PackedDrill {
  /** One; none when there was no drill. */
  readonly reports: readonly Report[]
  readonly commands: readonly string[]
  readonly said: string
}

/** A project of a user, in which the packed package is installed. */
export class PackedProject {
  readonly #parent = mkdtempSync(join(tmpdir(), 'blackstart-package-'))
  readonly folder = join(this.#parent, 'project')
  /** Where the package is installed. */
  readonly root = join(this.folder, 'node_modules', 'blackstart')
  /** Where labs of its drills are made. */
  labRoot: string | undefined

  /**
   * Begins a project, and installs the package with what a suite needs.
   *
   * @returns why that is not possible; undefined when it was
   */
  install(): string | undefined {
    mkdirSync(this.folder)
    this.#npm('init', '-y')
    // As the README says it, in the clone: its npm runs no scripts by itself.
    const pack = ['run', '--silent', 'pack', '--', '--pack-destination', this.#parent]
    const packed = spawnSync('npm', pack, { cwd: ROOT, encoding: 'utf8', env: this.#environment(process.execPath) })
    if (packed.status !== 0) throw new Error(`npm run pack: ${packed.stderr}`)
    const file = join(this.#parent, packed.stdout.trim())
    const { status, stderr } = this.#tryNpm('install', '-D', file, 'chai', 'mocha', '@types/chai')
    return status === 0 ? undefined : (stderr.trim().split('\n').at(-1) ?? '')
  }

  /** Runs a program in the project. */
  run(command: string, ...args: readonly string[]): SpawnSyncReturns<string> {
    return spawnSync(command, args, { cwd: this.folder, encoding: 'utf8', env: this.#environment(process.execPath) })
  }

  /** Another Node, from the registry; undefined where it cannot be had. */
  getNode(version: string): string | undefined {
    const prefix = join(this.#parent, `node-${version}`)
    mkdirSync(prefix)
    const name = `node-${process.platform}-${process.arch}`
    const { status } = this.#tryNpm('install', '--ignore-scripts', '--prefix', prefix, `${name}@${version}`)
    const node = join(prefix, 'node_modules', name, 'bin', 'node')
    return status === 0 && existsSync(node) ? node : undefined
  }

  /** Drills, and notes the command lines of the processes that this takes. */
  async drill(scenario: string, node: string): Promise<PackedDrill> {
    const launcher = join(this.folder, 'node_modules', '.bin', 'blackstart')
    const child = spawn(node, [launcher, 'run', scenario, '--json'], {
      cwd: this.folder,
      env: this.#environment(node),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const closed = new Promise((resolve) => child.once('close', resolve))
    const commands = new Set<string>()
    while (child.exitCode === null && child.signalCode === null) {
      for (const command of commandLines()) if (command.includes(this.folder)) commands.add(command)
      await sleep(LOOK_MS)
    }
    await closed
    const reports = stdout === '' ? [] : [JSON.parse(stdout) as Report]
    return { reports, commands: [...commands], said: stderr }
  }

  /** The reports of all its drills, oldest first. */
  reports(): Report[] {
    const folder = join(this.folder, 'reports')
    if (!existsSync(folder)) return []
    const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'report.json')))
    return names.sort().map((name) => reportIn(join(folder, name)))
  }

  dispose(): void {
    rmSync(this.#parent, { recursive: true, force: true })
  }

  #npm(...args: readonly string[]): string {
    const { status, stdout, stderr } = this.#tryNpm(...args)
    if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`)
    return stdout
  }

  #tryNpm(...args: readonly string[]): SpawnSyncReturns<string> {
    return this.run('npm', ...args, '--no-audit', '--no-fund', '--loglevel=error')
  }

  #environment(node: string): NodeJS.ProcessEnv {
    // What npm tells its scripts about this repository is not meant for another project.
    const foreign = Object.keys(process.env).filter((name) => name.startsWith('npm_'))
    return {
      ...process.env,
      ...Object.fromEntries(foreign.map((name) => [name, undefined])),
      PATH: [dirname(node), process.env['PATH']].join(delimiter),
      BLACKSTART_LAB_ROOT: this.labRoot,
      NO_COLOR: '1',
    }
  }
}

/** Of all processes on this machine. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()]
      } catch {
        // It has just ended.
        return []
      }
    })
}
