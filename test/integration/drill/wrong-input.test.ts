import { existsSync, readdirSync } from 'node:fs'
import { expect } from 'chai'
import { DrillSandbox, provideK6 } from '../../support/drill.ts'

const FIXTURES = 'test/fixtures/drills'

/** What is wrong, the arguments behind `run`, and what each finding must contain. */
const WRONG: readonly (readonly [what: string, args: readonly string[], findings: readonly RegExp[]])[] = [
  ['an unknown scenario', ['no-such'], [/no scenario of this name .*'no-such'/]],
  ['an unknown role', [`${FIXTURES}/unknown-role.ts`], [/faults\[0\]\.role.*'leader'.*'primary'/]],
  ['an unknown field', [`${FIXTURES}/unknown-field.ts`], [/objectives\.rtoo: is not a known field/]],
  ['a bad duration', [`${FIXTURES}/bad-duration.ts`], [/objectives\.rto: must be a duration.*'5 seconds'/]],
  ['a scenario that throws', [`${FIXTURES}/throws.ts`], [/throws when it is loaded.*the team is on holiday/]],
  ['a broken k6 script', [`${FIXTURES}/broken-load.ts`], [/broken\.ts': k6 cannot load it: .*not-there/]],
  ['an unknown setting', ['database-kill', '--set=nosuch=1'], [/the lab has no setting 'nosuch'; it has profile/]],
  [
    'a synchronous lab without a standby',
    ['database-kill', '--set=standby=off', '--set=replication=sync'],
    [/replication=sync needs standby=on/],
  ],
  [
    'a reports folder that cannot be written, not even by root',
    ['database-kill', '--reports=package.json/reports'],
    [/reports folder .*package\.json\/reports.: cannot be written/],
  ],
  ['an unknown option', ['database-kill', '--nosuch'], [/unknown option '--nosuch'/]],
  ['no scenario at all', [], [/missing required argument 'scenario'/]],
  [
    'several things at once',
    [
      `${FIXTURES}/several.ts`,
      '--env=moon',
      '--config=no-such.config.ts',
      '--set=replication',
      '--reports=package.json/reports',
    ],
    [
      /line 4, objectives\.rto/,
      /line 5, faults\[0\]\.role/,
      /line 7, titel/,
      /no-such\.config\.ts/,
      /--env 'moon'/,
      /--set 'replication': write key=value/,
      /reports folder/,
    ],
  ],
]

describe('wrong input', function () {
  this.timeout(60_000)
  let sandbox: DrillSandbox

  before(async function () {
    this.timeout(900_000)
    await provideK6()
  })
  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox.dispose())

  for (const [what, args, findings] of WRONG) {
    it(`${what}: exit 64, every finding, nothing started`, async () => {
      const reports = args.includes('--reports=package.json/reports') ? [] : ['--reports', sandbox.reports]
      const { code, stdout, stderr } = await sandbox.command('run', ...args, ...reports)
      expect(code, stderr).to.equal(64)
      for (const finding of findings) expect(stderr).to.match(finding)
      expect(stdout).to.equal('')
      expect(existsSync(sandbox.reports), 'a reports folder').to.equal(false)
      expect(readdirSync(sandbox.labRoot), 'a lab').to.deep.equal([])
      expect(await sandbox.remains()).to.deep.equal([])
    })
  }

  it('a rehearsal without a terminal: exit 64, nothing started', async () => {
    const { code, stderr } = await sandbox.command('rehearse', 'database-kill-by-hand', '--reports', sandbox.reports)
    expect(code).to.equal(64)
    expect(stderr)
      .to.contain('a rehearsal needs a person, and there is no terminal')
      .and.to.contain('nothing was started')
    expect(existsSync(sandbox.reports)).to.equal(false)
    expect(readdirSync(sandbox.labRoot)).to.deep.equal([])
  })

  it('an unknown command: exit 64, with a way to those that there are', async () => {
    const { code, stderr } = await sandbox.command('brun', 'database-kill')
    expect(code).to.equal(64)
    expect(stderr).to.contain("unknown command 'brun'").and.to.contain('--help')
  })

  it('a plan of a right scenario starts nothing either', async () => {
    const { code, stdout, stderr } = await sandbox.command('plan', 'database-kill', '--reports', sandbox.reports)
    expect(code, stderr).to.equal(0)
    expect(stdout)
      .to.match(/^Faults .*database/m)
      .and.to.contain(sandbox.reports)
    expect(existsSync(sandbox.reports)).to.equal(false)
    expect(readdirSync(sandbox.labRoot)).to.deep.equal([])
  })
})
