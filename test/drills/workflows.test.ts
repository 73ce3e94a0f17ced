import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { parse } from 'yaml'
import { initFiles } from '../../src/cli/init/files.ts'
import { findOnPath } from '../../src/load/executable.ts'
import { ROOT } from '../support/drill.ts'

const ACTIONLINT = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.7'
const ZIZMOR = 'zizmor==1.32.0'

interface Step {
  readonly uses?: string
  readonly run?: string
}
interface Workflow {
  readonly permissions?: unknown
  readonly jobs?: Record<string, { 'timeout-minutes'?: number; steps: Step[] }>
  readonly runs?: { steps: Step[] }
}

describe('the workflows and the action, of this repository and of init', function () {
  this.timeout(10 * 60_000)
  let folder: string
  let files: string[]

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-workflows-'))
    const ours = readdirSync(join(ROOT, '.github'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.yml'))
      .map((path) => ({ path: join('.github', path), text: readFileSync(join(ROOT, '.github', path), 'utf8') }))
    const theirs = initFiles('x').filter(({ path }) => path.endsWith('.yml'))
    files = [...ours, ...theirs].map(({ path, text }) => {
      const file = join(folder, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
      return path
    })
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
    spawnSync(command, args, { cwd: folder, encoding: 'utf8', env })

  it('may only read, end by themselves, and pin whatever they use by its hash', () => {
    expect(files).to.have.length.above(4)
    for (const file of files) {
      const { permissions, jobs, runs } = parse(readFileSync(join(folder, file), 'utf8')) as Workflow
      if (runs === undefined) expect(permissions, file).to.deep.equal({ contents: 'read' })
      for (const job of Object.values(jobs ?? {})) expect(job['timeout-minutes'], file).to.be.within(1, 120)
      const steps = [...(runs?.steps ?? []), ...Object.values(jobs ?? {}).flatMap((job) => job.steps)]
      for (const { uses, run: script } of steps) {
        if (uses !== undefined) expect(uses, file).to.match(/^(\.\/|[\w-]+\/[\w-]+@[0-9a-f]{40}$)/)
        expect(script ?? '', `${file}: a value in a script is a way in; pass it by env`).not.to.contain('${{')
      }
    }
  })

  it('satisfy actionlint', function () {
    if (findOnPath('go', process.env) === undefined) {
      console.log("      skipped: no 'go' on PATH")
      return this.skip()
    }
    const bin = join(folder, 'bin')
    const installed = run('go', ['install', ACTIONLINT], { ...process.env, GOBIN: bin, GOFLAGS: '-modcacherw' })
    if (installed.status !== 0) {
      console.log(`      skipped: go cannot install ${ACTIONLINT}`)
      return this.skip()
    }
    const { status, stdout } = run(join(bin, 'actionlint'), [
      '-no-color',
      ...files.filter((file) => file.includes('workflows')),
    ])
    expect(status, stdout).to.equal(0)
  })

  it('satisfy zizmor', function () {
    const venv = join(folder, 'venv')
    const made = run('python3', ['-m', 'venv', venv])
    const installed = made.status === 0 ? run(join(venv, 'bin', 'pip'), ['install', '-q', ZIZMOR]) : made
    if (installed.status !== 0) {
      console.log(`      skipped: ${ZIZMOR} cannot be installed with python3`)
      return this.skip()
    }
    const { status, stdout } = run(join(venv, 'bin', 'zizmor'), ['--offline', '--no-progress', ...files])
    expect(status, stdout).to.equal(0)
  })
})
