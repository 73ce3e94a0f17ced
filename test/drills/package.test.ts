import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { ReasonCode } from '../../src/model/reasons.ts'
import type { Report } from '../../src/report/schema.ts'
import { sentence } from '../../src/report/sentence.ts'
import { DrillSandbox, reportIn, ROOT } from '../support/drill.ts'

/** The oldest Node that the package promises, and the one that this repository is developed on. */
const NODES = ['22.18.0', '24.21.0']
/** Reasons that say that the drill did not run as one should; a noisy machine gives others. */
const NOT_RUN: readonly ReasonCode[] = [
  'internal-error',
  'environment-lost',
  'prober-died',
  'watchdog-lost',
  'load-died',
  'load-unaccounted',
  'no-targets',
  'injection-failed',
  'fault-not-proven',
  'final-read-missing',
  'undo-unverified',
]

const SUITE = `
import { expect, use } from 'chai'
import blackstart from 'blackstart/chai'
import { drill } from 'blackstart/mocha'

use(blackstart)
const config = 'blackstart.config.ts'

drill('first-drill', { config, reports: 'reports' }, (result) => {
  it('gives its result to further tests', () => expect(result()).to.recoverWithin('1h'))
})
drill('first-drill', { config, reports: 'reports', set: { replication: 'async', 'replication-hold': '1s' } }, (result) => {
  it('loses writes', () => expect(result()).not.to.lose(0).writes)
})
`

/** Short phases; and a service that counts as good also on a machine that is busy with something else. */
const QUICK = `
import { defineConfig } from 'blackstart'
export default defineConfig({
  warmUp: { window: '500ms', agreeWithin: 5 },
  measurement: { holdDown: '1s', goodWithin: '900ms', availability: 0.9 },
})
`

const TYPES = `
import { defineScenario, fault, type Scenario } from 'blackstart'
import plugin from 'blackstart/chai'
import { drill } from 'blackstart/mocha'
import { expect, use } from 'chai'

use(plugin)
drill('first-drill', { timeout: '5m' }, (result) => expect(result()).to.recoverWithin('30s').and.to.lose(0).writes)
export const scenario: Scenario = defineScenario({
  title: 'a',
  hypothesis: 'b',
  objectives: { rto: '5s' },
  faults: [fault.database.kill({ role: 'primary' })],
  recovery: 'automatic',
})
// @ts-expect-error a typo does not compile
defineScenario({ titel: 'x' })
`

const STRICT = { noEmit: true, strict: true, module: 'nodenext', target: 'es2022', skipLibCheck: false }

describe('the packed and installed package', function () {
  this.timeout(15 * 60_000)
  let folder: string
  let project: string
  let sandbox: DrillSandbox

  before(function () {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-package-'))
    project = join(folder, 'project')
    mkdirSync(project)
    npm(['init', '-y'])
    const [packed] = JSON.parse(npm(['pack', ROOT, '--json', '--pack-destination', folder])) as { filename: string }[]
    const installed = tryNpm(['install', '-D', join(folder, packed?.filename ?? ''), 'chai', 'mocha', '@types/chai'])
    if (installed.status !== 0) {
      console.log(`      skipped: npm cannot install here: ${installed.stderr.trim().split('\n').at(-1)}`)
      this.skip()
    }
    const begun = inProject('npx', ['--no-install', 'blackstart', 'init'])
    expect(begun.status, begun.stderr).to.equal(0)
    writeFileSync(join(project, 'blackstart.config.ts'), QUICK)
  })
  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(async () => {
    // Segments of shared memory belong to the machine; that drills leave none is proven where nothing else runs.
    expect((await sandbox.remains()).filter((text) => !text.startsWith('shared memory'))).to.deep.equal([])
    sandbox.dispose()
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const environment = (): NodeJS.ProcessEnv => ({
    ...process.env,
    // What npm tells its scripts about this repository is not meant for another project.
    ...Object.fromEntries(
      Object.keys(process.env)
        .filter((name) => name.startsWith('npm_'))
        .map((name) => [name, undefined]),
    ),
    BLACKSTART_LAB_ROOT: sandbox?.labRoot,
    NO_COLOR: '1',
  })

  function inProject(command: string, args: readonly string[]): SpawnSyncReturns<string> {
    return spawnSync(command, args, { cwd: project, encoding: 'utf8', env: onPath(process.execPath) })
  }

  const onPath = (node: string): NodeJS.ProcessEnv => ({
    ...environment(),
    PATH: [dirname(node), process.env['PATH']].join(delimiter),
  })

  function tryNpm(args: readonly string[]): SpawnSyncReturns<string> {
    return inProject('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'])
  }

  function npm(args: readonly string[]): string {
    const { status, stdout, stderr } = tryNpm(args)
    expect(status, `npm ${args.join(' ')}: ${stderr}`).to.equal(0)
    return stdout
  }

  /** Another Node, from the registry; undefined where it cannot be had. */
  function getNode(version: string): string | undefined {
    const prefix = join(folder, `node-${version}`)
    mkdirSync(prefix)
    const wanted = `node-${process.platform}-${process.arch}@${version}`
    const { status } = tryNpm(['install', '--ignore-scripts', '--prefix', prefix, wanted])
    const node = join(prefix, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
    return status === 0 && existsSync(node) ? node : undefined
  }

  /** Drills the scenario of `init`, and notes the command lines of the processes that this takes. */
  async function drill(node: string): Promise<{ report: Report; commands: string[] }> {
    const launcher = join(project, 'node_modules', '.bin', 'blackstart')
    const child = spawn(node, [launcher, 'run', 'first-drill', '--json'], {
      cwd: project,
      env: onPath(node),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    const commands = new Set<string>()
    while (child.exitCode === null && child.signalCode === null) {
      for (const command of commandLines()) if (command.includes(project)) commands.add(command)
      await sleep(100)
    }
    expect(await ended, stderr).to.be.oneOf([0, 1, 2])
    return { report: JSON.parse(stdout) as Report, commands: [...commands] }
  }

  /** Drills; again, at most twice, where it says itself that the machine was too busy to begin. */
  async function steadyDrill(node: string): ReturnType<typeof drill> {
    for (let attempt = 1; ; attempt++) {
      await sandbox.untilFree()
      const found = await drill(node)
      if (attempt === 3 || !found.report.reasons.some(({ code }) => code === 'not-steady')) return found
      console.log('      the machine was not steady: the drill is run again')
    }
  }

  it('holds what is needed to run, and no sources', () => {
    const root = join(project, 'node_modules', 'blackstart')
    expect(readdirSync(root).sort()).to.deep.equal([
      '.github',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'docs',
      'package.json',
      'reports',
      'runbooks',
      'scenarios',
      'toolchain',
    ])
    expect(readdirSync(join(root, 'bin'))).to.deep.equal(['blackstart.js'])
    expect(readdirSync(join(root, 'toolchain'))).to.deep.equal(['k6'])
    expect(existsSync(join(root, 'dist', 'report', 'report.schema.json'))).to.equal(true)
  })

  it('has everything that its README and its documentation link to', () => {
    const root = join(project, 'node_modules', 'blackstart')
    const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => join('docs', name))]
    for (const page of pages.filter((name) => name.endsWith('.md'))) {
      const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)]
      const missing = links.filter(([, link = '']) => !existsSync(join(root, dirname(page), link)))
      expect(
        missing.map(([, link]) => link),
        page,
      ).to.deep.equal([])
    }
  })

  it('compiles in a strict project that looks into its declarations', () => {
    writeFileSync(join(project, 'types.ts'), TYPES)
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
    for (const more of [{}, { allowJs: true }, { allowJs: true, checkJs: true }]) {
      const compilerOptions = { ...STRICT, ...more }
      // Whatever init has written, like most projects that have TypeScript at all.
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*'] }))
      const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' })
      expect(status, `${JSON.stringify(more)}\n${stdout}`).to.equal(0)
    }
  })

  /** Runs the suite; again, at most twice, where a drill says itself that the machine was too busy to begin. */
  async function steadySuite(): Promise<{ tests: readonly SuiteTest[]; reports: readonly Report[]; stderr: string }> {
    const mocha = join(project, 'node_modules', '.bin', 'mocha')
    const before = new Set(drillIds())
    for (let attempt = 1; ; attempt++) {
      await sandbox.untilFree()
      const { stdout, stderr } = inProject(process.execPath, [mocha, '--reporter', 'json', 'drills.test.mjs'])
      const { tests } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { tests: readonly SuiteTest[] }
      const reports = drillIds()
        .filter((id) => !before.has(id))
        .map((id) => reportIn(join(project, 'reports', id)))
      if (attempt === 3 || !reports.some(({ reasons }) => reasons.some(({ code }) => code === 'not-steady'))) {
        return { tests, reports, stderr }
      }
      for (const { drill: ran } of reports) before.add(ran.id)
      console.log('      the machine was not steady: the suite is run again')
    }
  }

  const drillIds = (): string[] =>
    existsSync(join(project, 'reports')) ? readdirSync(join(project, 'reports')).filter((name) => /^\d/.test(name)) : []

  it('lets a mocha suite of its user drill twice, on this Node', async () => {
    writeFileSync(join(project, 'drills.test.mjs'), SUITE)
    const { tests, reports, stderr } = await steadySuite()
    const said = JSON.stringify(tests.map(({ fullTitle, err }) => [fullTitle, err.message])) + stderr
    expect(
      reports.map(({ reasons }) => reasons.filter(({ code: name }) => NOT_RUN.includes(name))),
      said,
    ).to.deep.equal([[], []])
    expect(tests, said).to.have.length(4)
    const [passes, further, failing, loses] = tests
    // The verdict may suffer from a noisy machine; the test must then say what the drill says, and nothing be green.
    expect(passes?.err.message ?? 'PASS', said).to.match(/^(PASS|FAIL|INCONCLUSIVE)/)
    if (passes?.err.message === undefined) expect(further?.err, said).to.deep.equal({})
    else if (passes.err.message.startsWith('INCONCLUSIVE')) expect(further?.err, said).to.have.property('message')
    expect(failing?.err.message, said).to.match(/^(FAIL: .*acknowledged writes lost|INCONCLUSIVE)/)
    if (failing?.err.message?.startsWith('FAIL') === true) expect(loses?.err, said).to.deep.equal({})
    for (const { fullTitle, err } of tests) console.log(`      ${fullTitle}: ${err.message ?? 'green'}`)
  })

  for (const version of NODES) {
    it(`drills a scenario in TypeScript on Node ${version}, with all its processes from dist/`, async function () {
      const node = getNode(version)
      if (node === undefined) {
        console.log(`      skipped: Node ${version} for ${process.platform} ${process.arch} cannot be had here`)
        return this.skip()
      }
      const { report, commands } = await steadyDrill(node)
      expect(report.versions['node']).to.equal(`v${version}`)
      expect(report.reasons.filter(({ code: name }) => NOT_RUN.includes(name))).to.deep.equal([])
      expect(report.faults.map(({ undo }) => undo?.undone)).to.deep.equal([true])
      const entry = join(project, 'node_modules', 'blackstart', 'dist', 'cli', 'process.js')
      for (const role of ['watchdog', 'prober', 'labd']) {
        expect(commands, role).to.include(`${node} ${entry} ${role}`)
      }
      const record = join(project, 'reports', report.drill.id)
      for (const file of ['report.json', 'report.html', 'report.md', 'junit.xml']) {
        expect(readFileSync(join(record, file), 'utf8'), file).to.contain('first-drill')
      }
      expect(readFileSync(join(project, 'reports', 'index.html'), 'utf8')).to.contain(`${report.drill.id}/report.html`)
      console.log(`      ${report.drill.id} on Node ${version}: ${sentence(report)}`)
    })
  }
})

interface SuiteTest {
  readonly fullTitle: string
  readonly err: { readonly message?: string }
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
