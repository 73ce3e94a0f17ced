import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ROOT } from '../../support/drill.ts'

describe('run --junit', function () {
  this.timeout(60_000)
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-junit-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function run(scenario: string, junit: string) {
    const file = join(folder, 'scenario.mjs')
    writeFileSync(file, scenario)
    const launcher = join(ROOT, 'bin', 'blackstart.js')
    return spawnSync(process.execPath, [launcher, 'run', file, '--junit', junit], { cwd: folder, encoding: 'utf8' })
  }

  it('leaves no green result of an earlier drill when it is killed', () => {
    const junit = join(folder, 'junit.xml')
    writeFileSync(junit, '<testsuites><testsuite><testcase name="drill"/></testsuite></testsuites>')
    run("process.kill(process.pid, 'SIGKILL')", junit)
    expect(readFileSync(junit, 'utf8')).to.match(/<error[^>]* type="not-ended"/)
  })

  it('says why a drill did not begin', () => {
    const junit = join(folder, 'junit.xml')
    expect(run('export default {}', junit).status).to.equal(64)
    expect(readFileSync(junit, 'utf8')).to.match(/<error[^>]* type="refused"/)
  })

  it('starts nothing where the file cannot be written', () => {
    const { status, stderr } = run("throw new Error('it was loaded')", join(folder, 'missing', 'junit.xml'))
    expect(status, stderr).to.equal(64)
    expect(stderr).to.match(/--junit '.*missing.junit\.xml': it cannot be written \(ENOENT\)/)
    expect(stderr).not.to.contain('it was loaded')
  })
})
