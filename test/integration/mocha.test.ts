import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ROOT } from '../support/drill.ts'

describe('the mocha adapter', function () {
  this.timeout(120_000)
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-mocha-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Runs mocha on a suite, and says how its tests failed. */
  function failures(suite: string): string[] {
    const file = join(folder, 'suite.mjs')
    writeFileSync(file, `import { drill } from '${join(ROOT, 'src', 'mocha.ts')}'\n${suite}`)
    const mocha = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js')
    const args = ['-C', 'blackstart-source', mocha, '--no-config', '--reporter', 'json', file]
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    if (stdout === '') throw new Error(stderr)
    const result = JSON.parse(stdout) as { failures: { err: { message?: string } }[] }
    return result.failures.map(({ err }) => err.message ?? '')
  }

  it('ends a drill that takes too long by itself, and says so: a timeout of mocha would leave it running', () => {
    const [message, ...others] = failures("drill('database-kill', { timeout: '1ms' })")
    expect(others).to.deep.equal([])
    expect(message).to.match(/it took longer than 1 ms and was interrupted/)
  })

  it('is red for a drill that cannot be run, with everything that was found', () => {
    const [message] = failures("drill('none-of-this-name')")
    expect(message).to.match(/the drill 'none-of-this-name' gave no result \(exit code 64\)[\s\S]*there is a finding/)
  })
})
