import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ROOT } from '../../support/drill.ts'

describe('the launcher of a package', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'blackstart-launcher-'))
    mkdirSync(join(root, 'bin'))
    copyFileSync(join(ROOT, 'bin', 'blackstart.js'), join(root, 'bin', 'blackstart.js'))
    writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  /** As Node of this version would run it. */
  function launch(version: string): SpawnSyncReturns<string> {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`
    const preload = `data:text/javascript,${encodeURIComponent(pretend)}`
    const launcher = join(root, 'bin', 'blackstart.js')
    return spawnSync(process.execPath, ['--import', preload, launcher, 'doctor'], { encoding: 'utf8' })
  }

  function build(): void {
    mkdirSync(join(root, 'dist', 'cli'), { recursive: true })
    writeFileSync(join(root, 'dist', 'cli', 'main.js'), 'export const runCli = async () => 3')
  }

  for (const version of ['20.20.2', '22.17.1']) {
    it(`refuses Node ${version} in one sentence`, () => {
      build()
      const { status, stderr } = launch(version)
      expect(stderr).to.equal(`blackstart: Node 22.18 or newer is needed; this is ${version}.\n`)
      expect(status).to.equal(64)
    })
  }

  for (const version of ['22.18.0', '24.0.0']) {
    it(`runs on Node ${version}`, () => {
      build()
      const { status, stderr } = launch(version)
      expect([status, stderr]).to.deep.equal([3, ''])
    })
  }

  it('refuses the Node that package.json refuses', () => {
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } }
    expect(engines.node).to.equal('>=22.18')
  })

  it('says what to do when the package was packed without being built', () => {
    const { status, stderr } = launch('24.0.0')
    expect(stderr).to.match(/^blackstart: this package was packed without dist\/: .*'npm run pack'.*\n$/)
    expect(status).to.equal(70)
  })
})
