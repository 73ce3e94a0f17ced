import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import type { ReasonCode } from '../../src/model/reasons.ts'
import type { Report } from '../../src/report/schema.ts'
import { sentence } from '../../src/report/sentence.ts'
import { DrillSandbox, ROOT } from '../support/drill.ts'
import { PackedProject } from '../support/packed-project.ts'

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

interface SuiteTest {
  readonly fullTitle: string
  readonly err: { readonly message?: string }
}

/** How long others at this machine who drill too are waited for, in milliseconds. */
const FREE_WITHIN_MS = 5 * 60_000
/** How often a drill is run that says itself that the machine was too busy to begin. */
const MOST_ATTEMPTS = 3

describe('the packed and installed package', function () {
  this.timeout(15 * 60_000)
  let project: PackedProject
  let sandbox: DrillSandbox

  before(function () {
    project = new PackedProject()
    const why = project.install()
    if (why !== undefined) {
      console.log(`      skipped: npm cannot install here: ${why}`)
      this.skip()
    }
    const begun = project.run('npx', '--no-install', 'blackstart', 'init')
    expect(begun.status, begun.stderr).to.equal(0)
    writeFileSync(join(project.folder, 'blackstart.config.ts'), QUICK)
  })
  beforeEach(() => {
    sandbox = new DrillSandbox()
    project.labRoot = sandbox.labRoot
  })
  afterEach(async () => {
    // Segments of shared memory belong to the machine; that drills leave none is proven where nothing else runs.
    expect((await sandbox.remains()).filter((text) => !text.startsWith('shared memory'))).to.deep.equal([])
    sandbox.dispose()
  })
  after(() => project.dispose())

  it('holds what is needed to run, and no sources', () => {
    const { root } = project
    expect(readdirSync(root).sort()).to.deep.equal([
      '.dockerignore',
      '.github',
      'CHANGELOG.md',
      'KNOWN-UNVERIFIED.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'docs',
      'package.json',
      'reports',
      'runbooks',
      'scenarios',
      'stack',
      'toolchain',
    ])
    expect(readdirSync(join(root, 'bin'))).to.deep.equal(['blackstart.js'])
    expect(readdirSync(join(root, 'toolchain'))).to.deep.equal(['k6'])
    expect(existsSync(join(root, 'dist', 'report', 'report.schema.json'))).to.equal(true)
  })

  it('starts the parts of the sample stack, of which its image is built', () => {
    const { root } = project
    const { status, stderr } = project.run(process.execPath, join(root, 'stack', 'part.js'), 'no-such-part')
    expect(stderr).to.include("'no-such-part' is not a process role")
    expect(status).to.equal(64)
  })

  it('has everything that its README and its documentation link to', () => {
    const { root } = project
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
    writeFileSync(join(project.folder, 'types.ts'), TYPES)
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
    for (const more of [{}, { allowJs: true }, { allowJs: true, checkJs: true }]) {
      const compilerOptions = { ...STRICT, ...more }
      // Whatever init has written, like most projects that have TypeScript at all.
      writeFileSync(join(project.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*'] }))
      const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', project.folder], { encoding: 'utf8' })
      expect(status, `${JSON.stringify(more)}\n${stdout}`).to.equal(0)
    }
  })

  interface Drilled {
    readonly reports: readonly Report[]
    readonly said: string
  }

  /** Does something that drills; again, where somebody else drilled at that moment, or the machine was too busy to begin. */
  async function steadily<Result extends Drilled>(run: () => Result | Promise<Result>): Promise<Result> {
    const deadline = performance.now() + FREE_WITHIN_MS
    for (let attempt = 1; ; attempt++) {
      await sandbox.untilFree()
      const result = await run()
      const taken = result.said.includes('is running (pid') && performance.now() < deadline
      const busy = result.reports.some(({ reasons }) => reasons.some(({ code }) => code === 'not-steady'))
      if (!taken && (!busy || attempt >= MOST_ATTEMPTS)) return result
      console.log(`      ${taken ? 'somebody else drilled' : 'the machine was not steady'}: run again`)
    }
  }

  function runSuite(): Drilled & { readonly tests: readonly SuiteTest[] } {
    const earlier = project.reports().length
    const mocha = join(project.folder, 'node_modules', '.bin', 'mocha')
    const { stdout, stderr } = project.run(process.execPath, mocha, '--reporter', 'json', 'drills.test.mjs')
    const { tests } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { tests: readonly SuiteTest[] }
    const messages = tests.map(({ fullTitle, err }) => `${fullTitle}: ${err.message ?? 'green'}`)
    return { tests, reports: project.reports().slice(earlier), said: [...messages, stderr].join('\n') }
  }

  const notRun = ({ reasons }: Report) => reasons.filter(({ code }) => NOT_RUN.includes(code))

  it('lets a mocha suite of its user drill twice, on this Node', async () => {
    writeFileSync(join(project.folder, 'drills.test.mjs'), SUITE)
    const { tests, reports, said } = await steadily(runSuite)
    expect(reports.map(notRun), said).to.deep.equal([[], []])
    expect(tests, said).to.have.length(4)
    const [passes, further, failing, loses] = tests
    // The verdict may suffer from a noisy machine; the test must then say what the drill says, and nothing be green.
    expect(passes?.err.message ?? 'PASS', said).to.match(/^(PASS|FAIL|INCONCLUSIVE)/)
    if (passes?.err.message === undefined) expect(further?.err, said).to.deep.equal({})
    else if (passes.err.message.startsWith('INCONCLUSIVE')) expect(further?.err, said).to.have.property('message')
    expect(failing?.err.message, said).to.match(/^(FAIL: .*acknowledged writes lost|INCONCLUSIVE)/)
    if (failing?.err.message?.startsWith('FAIL') === true) expect(loses?.err, said).to.deep.equal({})
    console.log(said.trim().replaceAll(/^/gm, '      '))
  })

  for (const version of NODES) {
    it(`drills a scenario in TypeScript on Node ${version}, with all its processes from dist/`, async function () {
      const node = project.getNode(version)
      if (node === undefined) {
        console.log(`      skipped: Node ${version} for ${process.platform} ${process.arch} cannot be had here`)
        return this.skip()
      }
      const { reports, commands, said } = await steadily(() => project.drill('first-drill', node))
      const [report] = reports
      if (report === undefined) throw new Error(`there is no report:\n${said}`)
      expect(report.versions['node']).to.equal(`v${version}`)
      expect(notRun(report)).to.deep.equal([])
      expect(report.faults.map(({ undo }) => undo?.undone)).to.deep.equal([true])
      const entry = join(project.root, 'dist', 'cli', 'process.js')
      for (const role of ['watchdog', 'prober', 'labd']) {
        expect(commands, role).to.include(`${node} ${entry} ${role}`)
      }
      const record = join(project.folder, 'reports', report.drill.id)
      for (const file of ['report.json', 'report.html', 'report.md', 'junit.xml']) {
        expect(readFileSync(join(record, file), 'utf8'), file).to.contain('first-drill')
      }
      expect(readFileSync(join(project.folder, 'reports', 'index.html'), 'utf8')).to.contain(
        `${report.drill.id}/report.html`,
      )
      console.log(`      ${report.drill.id} on Node ${version}: ${sentence(report)}`)
    })
  }
})
