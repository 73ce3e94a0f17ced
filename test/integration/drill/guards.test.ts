import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { DrillSandbox } from '../../support/drill.ts'

describe('guards of the command line', function () {
  this.timeout(60_000)
  let sandbox: DrillSandbox

  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox.dispose())

  /** Runs with these guards of the lab; nothing may be started. */
  async function expectRefused(guards: string, words: string, ...args: string[]): Promise<void> {
    const config = join(sandbox.folder, 'blackstart.config.mts')
    writeFileSync(config, `export default { guards: { lab: ${guards} } }`)
    const common = ['--config', config, '--reports', sandbox.reports]
    const { code, stderr } = await sandbox.command('run', 'database-kill', ...common, ...args)
    expect(stderr).to.include(words)
    expect(code).to.equal(3)
    expect(sandbox.records(), 'records').to.deep.equal([])
    expect(readdirSync(sandbox.labRoot), 'labs').to.deep.equal([])
  }

  it('refuse with exit code 3, the reason, and without having started anything', async () => {
    await expectRefused('{ optIn: false }', 'not open for drills')
    await expectRefused('{ protected: true }', '--confirm lab')
    await expectRefused('{ freezes: [{ from: "2000-01-01", to: "2999-12-31", reason: "always" }] }', '(always)')
    await expectRefused('{ checks: [{ name: "mine", check: () => { throw new Error("no network") } }] }', 'no network')
    await expectRefused('{ checks: [{ name: "mine", command: ["sleep", "60"], timeout: "100ms" }] }', 'mine: ')
    await expectRefused('{}', 'the plan has changed', '--plan', 'another')
  })

  it('refuse a plan that has changed since it was looked at, and take the one that has not', async () => {
    const common = ['database-kill', '--reports', sandbox.reports]
    const looked = await sandbox.command('plan', ...common, '--json')
    const { hash } = JSON.parse(looked.stdout) as { hash: string }
    await expectRefused('{}', hash, '--plan', hash, '--objective', 'rto=9s')
    // One more guard refuses, so that no drill has to run for this.
    const config = join(sandbox.folder, 'blackstart.config.mts')
    writeFileSync(config, 'export default { guards: { lab: { protected: true } } }')
    const { stderr } = await sandbox.command('run', ...common, '--config', config, '--plan', hash)
    expect(stderr).to.include('--confirm lab').and.not.to.include('the plan has changed')
  })
})
