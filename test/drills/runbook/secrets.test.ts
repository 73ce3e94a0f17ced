import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { DrillSandbox, type DrillEnd } from '../../support/drill.ts'

/** Values that occur nowhere else: a secret input, an address with a password, a secret of the configuration, a command with one in it. */
const PLANTED = {
  API_TOKEN: 'planted-token-"8c4e"',
  BILLING_URL: 'postgres://billing:planted-in-url-55f0@127.0.0.1:1/billing',
  PGPASSWORD: 'planted-password-1d2b',
  NOTIFY: 'notify --token planted-token-"8c4e"',
}
const SECRETS = ['planted-token', 'planted-in-url', 'planted-password', base64('me:planted-token').slice(4, -4)]
const FIXTURE = 'test/fixtures/runbooks/secrets'
const CONFIG = `--config=${FIXTURE}/blackstart.config.ts`

describe('secrets of a runbook', function () {
  this.timeout(150_000)
  let sandbox: DrillSandbox

  beforeEach(() => {
    sandbox = new DrillSandbox({ env: PLANTED })
  })
  afterEach(() => sandbox.dispose())

  /** Everything that anybody could have seen of it. */
  async function seenOf(run: () => Promise<DrillEnd>): Promise<[where: string, text: string][]> {
    const commands = new Set<string>()
    const watch = setInterval(() => {
      for (const line of commandLines()) commands.add(line)
    }, 10)
    const { stdout, stderr } = await run().finally(() => clearInterval(watch))
    expect([...commands].join('\n'), 'the command lines were seen').to.include('block.sh')
    const files = readdirSync(sandbox.record(), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
    return [
      ['standard output', stdout],
      ['standard error', stderr],
      ...[...commands].map((line): [string, string] => ['a command line', line]),
      ...files.map((file): [string, string] => [file, readFileSync(file, 'latin1')]),
    ]
  }
  const leaksIn = (seen: readonly [where: string, text: string][]): string[] =>
    seen.flatMap(([where, text]) =>
      SECRETS.filter((secret) => text.includes(secret)).map((name) => `${name} in ${where}`),
    )
  const textOf = (seen: readonly [where: string, text: string][], name: string): string =>
    seen.find(([where]) => where.endsWith(name))?.[1] ?? expect.fail(`nothing was seen of ${name}`)

  it('reach no terminal, no journal, no transcript and no command line, also when it is undone', async () => {
    sandbox.setEnvironment({ PRIMARY_URL: 'postgres://x@127.0.0.1:1/x', LAST: 'false' })
    const seen = await seenOf(() =>
      sandbox.command(
        'runbook',
        'run',
        `${FIXTURE}/runbooks/talkative.md`,
        '--mode',
        'drill',
        '--reports',
        sandbox.reports,
        CONFIG,
      ),
    )
    const journal = textOf(seen, 'talkative.journal.ndjson')
    expect(journal, 'it got to its undo').to.include('"kind":"undo","step":2,"status":"done"')
    for (const name of ['API_TOKEN', 'BILLING_URL', 'PGPASSWORD', 'TICKET'])
      expect(journal).to.match(new RegExp(`${name}=[^"]*\\*\\*\\*`))
    expect(leaksIn(seen)).to.deep.equal([])
  })

  it('reach no report, where it is the recovery of a drill', async () => {
    sandbox.setEnvironment({
      LAST: 'blackstart sql STANDBY_URL "select pg_promote(true, 60)"; bash -c "$LEAD_CLIENTS"',
    })
    const seen = await seenOf(async () => (await sandbox.start(`${FIXTURE}/scenarios/talkative.ts`, CONFIG)).ended)
    expect(textOf(seen, 'report.json')).to.include('"outcome": "done"')
    for (const name of ['report.html', 'report.md', 'junit.xml', 'talkative.md', 'undo-2.sh']) textOf(seen, name)
    expect(leaksIn(seen)).to.deep.equal([])
  })

  it('are refused on the command line', async () => {
    const { code, stderr } = await sandbox.command(
      'runbook',
      'run',
      `${FIXTURE}/runbooks/talkative.md`,
      '--mode',
      'drill',
      '--input',
      'API_TOKEN=x',
      '--input',
      `BILLING_URL=${PLANTED.BILLING_URL}`,
    )
    expect(code).to.equal(64)
    expect(stderr.match(/--input (\w+): everybody on this machine can read a command line/g)).to.have.length(2)
    expect(stderr).not.to.include('planted-in-url')
  })
})

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    })
}
