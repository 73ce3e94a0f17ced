import { chmodSync, chownSync, copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { provisionK6 } from '../../src/load/provision.ts'
import { DrillSandbox, type SandboxUser } from '../support/drill.ts'

/** The user `nobody`: owns nothing, and has no home that is there. */
const NOBODY: SandboxUser = { uid: 65_534, gid: 65_534 }

/** Otherwise every test here runs as an ordinary user already. */
describe('a drill by an ordinary user, where the tests run as root', function () {
  this.timeout(300_000)
  let sandbox: DrillSandbox
  let k6: string

  before(async function () {
    this.timeout(900_000)
    if (process.getuid?.() !== 0) {
      console.log('      skipped: the tests do not run as root')
      return this.skip()
    }
    k6 = (await provisionK6()).path
  })
  afterEach(() => sandbox?.dispose())

  it('passes, and leaves nothing', async () => {
    sandbox = new DrillSandbox({ user: NOBODY })
    const home = join(sandbox.folder, 'home')
    mkdirSync(home)
    chownSync(home, NOBODY.uid, NOBODY.gid)
    // Root's own cache is closed to others.
    const ownK6 = join(home, 'k6')
    copyFileSync(k6, ownK6)
    chmodSync(ownK6, 0o755)
    sandbox.setEnvironment({
      HOME: home,
      TMPDIR: home,
      BLACKSTART_LOCK_FOLDER: home,
      XDG_CACHE_HOME: home,
      K6_BIN: ownK6,
    })

    const drill = await sandbox.start('database-kill', '--config=test/fixtures/quick/blackstart.config.ts')
    const report = await drill.report()
    const { code, stderr } = await drill.ended
    expect(code, `${JSON.stringify(report.reasons)}\n${stderr}`).to.equal(0)
    expect(report.verdict).to.equal('pass')
    expect(report.environment.facts['privilege mode']).to.equal('plain')
    expect(report.measurements.writes.lost).to.equal(0)
    expect(await sandbox.remains()).to.deep.equal([])
  })
})
