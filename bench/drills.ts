import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Report } from '../src/report/schema.ts'

const LAUNCHER = fileURLToPath(new URL('../bin/blackstart.js', import.meta.url))
/** The files that hold operations, and how a line begins that is the intent of one. */
export const HISTORIES = [
  { source: 'probe', name: "the prober's history", path: 'history.ndjson', intent: '["i",' },
  { source: 'k6', name: "the load's history", path: 'load/console.ndjson', intent: '{"k":"i",' },
] as const

/** The drill of all benchmarks. */
export const SCENARIO = 'database-kill'
const DRILL_WITHIN_MS = 180_000
/** Another drill holds the machine: so often it is tried again, so long after. */
const [ATTEMPTS, WAIT_MS] = [60, 5_000]

/** One drill of the product, and how much its record holds. */
export interface BenchedDrill {
  readonly report: Report
  /** How long the environment took to start, and the whole drill, in milliseconds. */
  readonly startMs: number
  readonly wholeMs: number
  /** Bytes of every file of the record, by path. */
  readonly bytes: ReadonlyMap<string, number>
  /** How many operations the two histories hold. */
  readonly operations: Readonly<Record<(typeof HISTORIES)[number]['source'], number>>
}

/** Runs the drill of the scenario library, as a user does, `count` times. */
export async function runDrills(count: number, environment = 'lab'): Promise<BenchedDrill[]> {
  const drills: BenchedDrill[] = []
  for (let i = 0; i < count; i++) drills.push(await runDrill(environment))
  return drills
}

/** The same while a process that does nothing but count takes a core. */
export async function runDrillBesideHog(): Promise<BenchedDrill> {
  const hog = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
  try {
    return await runDrill()
  } finally {
    hog.kill('SIGKILL')
  }
}

async function runDrill(environment = 'lab'): Promise<BenchedDrill> {
  const reports = mkdtempSync(join(tmpdir(), 'blackstart-bench-'))
  try {
    for (let attempt = 1; ; attempt++) {
      const said = await run(['run', SCENARIO, '--env', environment, '--json', '--reports', reports])
      const record = readdirSync(reports)[0]
      if (record !== undefined) return read(join(reports, record))
      if (attempt === ATTEMPTS || !said.includes('is running')) throw new Error(`the drill left no record: ${said}`)
      await sleep(WAIT_MS)
    }
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
}

/** @returns what it said on standard error; its exit code is that of the verdict, which does not matter here */
function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [LAUNCHER, ...args], { timeout: DRILL_WITHIN_MS }, (_error, _stdout, stderr) =>
      resolve(stderr),
    )
  })
}

function read(record: string): BenchedDrill {
  const files = readdirSync(record, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name))
  const [probe, k6] = HISTORIES.map(({ path, intent }) => {
    const lines = readFileSync(join(record, path), 'utf8').split('\n')
    return lines.filter((line) => line.startsWith(intent)).length
  })
  const phases = readFileSync(join(record, 'journal.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"kind":"phase"'))
    .map((line) => JSON.parse(line) as { readonly atNs: number; readonly phase: string; readonly state: string })
  const atMs = (phase: string, state: string): number =>
    (phases.find((one) => one.phase === phase && one.state === state)?.atNs ?? NaN) / 1e6
  return {
    startMs: atMs('environment', 'end') - atMs('environment', 'begin'),
    wholeMs: atMs('judge', 'begin'),
    report: JSON.parse(readFileSync(join(record, 'report.json'), 'utf8')) as Report,
    bytes: new Map(paths.map((path) => [path.slice(record.length + 1), statSync(path).size])),
    operations: { probe: probe ?? 0, k6: k6 ?? 0 },
  }
}
