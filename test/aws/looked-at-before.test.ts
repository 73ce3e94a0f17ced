import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { accountFinding } from '../../src/cli/doctor-aws.ts'
import { configuration } from '../../src/scenario/config.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

const PROGRAM = fileURLToPath(new URL('../../bin/blackstart.js', import.meta.url))
const SCENARIO = fileURLToPath(new URL('../fixtures/aws/looked-at/failover.ts', import.meta.url))
const ACCOUNT = {
  region: 'eu-west-1',
  accounts: ['000000000000'],
  customers: 'http://127.0.0.1:9',
  alarms: ['blackstart-lab-guard'],
  fisRole: 'arn:aws:iam::000000000000:role/blackstart-fis',
}
const OPEN = { optIn: true, protected: true }

function refusalsIn(json: string): string {
  return (JSON.parse(json) as { readonly refusals: readonly string[] }).refusals.join()
}

describe('an account that is looked at before a drill', function () {
  this.timeout(180_000)
  let aws: LocalEndpoints
  let folder: string

  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
    folder = mkdtempSync(join(tmpdir(), 'blackstart-looked-'))
  })
  afterEach(async () => {
    await aws.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function blackstart(config: object | string, ...args: string[]) {
    const written = typeof config === 'string' ? config : `export default ${JSON.stringify(config)}\n`
    writeFileSync(join(folder, 'blackstart.config.mts'), written)
    const env = { ...process.env, AWS_ENDPOINT_URL: aws.endpoint }
    const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const [out, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    return { code: code as number | null, out, said }
  }

  const config = (guards: object) => ({ environments: { aws: ACCOUNT }, guards: { aws: guards } })

  it('is planned with exit 0 when a run would begin, though nobody has confirmed it', async () => {
    const { code, out, said } = await blackstart(config(OPEN), 'plan', SCENARIO, '--env', 'aws', '--json')
    expect(code, said + out).to.equal(0)
    expect(JSON.parse(out)).to.deep.include({ refusals: [] })
  })

  for (const [what, guards, refusal, ...more] of [
    ['an environment that is not opted in', {}, /not open for drills/, '--json'],
    ['a freeze', { ...OPEN, freezes: [{ from: '2000-01-01', to: '2999-12-31', reason: 'audit' }] }, /audit/],
  ] as const) {
    it(`is planned with exit 3 for ${what}`, async () => {
      const { code, out, said } = await blackstart(config(guards), 'plan', SCENARIO, '--env', 'aws', ...more)
      expect(code, said).to.equal(3)
      const refusals = more.length === 0 ? out.split('A run would be refused now:')[1] : refusalsIn(out)
      expect(refusals).to.match(refusal)
    })
  }

  describe('by doctor', () => {
    const before = process.env['AWS_ENDPOINT_URL']
    beforeEach(() => void (process.env['AWS_ENDPOINT_URL'] = aws.endpoint))
    afterEach(() => {
      if (before === undefined) delete process.env['AWS_ENDPOINT_URL']
      else process.env['AWS_ENDPOINT_URL'] = before
    })
    const finding = (more: object = {}) =>
      accountFinding(configuration({ environments: { aws: { ...ACCOUNT, ...more } } }, folder))

    it('is told to be well, with what is opted in', async () => {
      const { state, text: said } = (await finding()) ?? {}
      expect(state, said).to.equal('ok')
      expect(said).to.include('account 000000000000 in eu-west-1').and.include(': 1 databases, 2 instances')
    })

    for (const [what, how, state, words] of [
      ['an engaged lever', { safetyLever: 'engaged' }, 'missing', /safety lever of the account is engaged/],
      ['a wrong account', { account: '999999999999' }, 'missing', /is in account 999999999999/],
      ['nothing that is opted in', { untagged: true }, 'optional', /: 0 databases, 0 instances/],
    ] as const) {
      it(`is told to have ${what}`, async () => {
        await aws.misbehave(how)
        const found = await finding()
        expect(found?.state, found?.text).to.equal(state)
        expect(found?.text).to.match(words)
      })
    }

    it('is told by what the configuration says of it, or not at all', async () => {
      expect((await finding({ settings: { poll: '1ms' } }))?.text).to.match(/poll=1 ms/)
      expect(await accountFinding(configuration({}, folder))).to.equal(undefined)
    })
  })

  it('is not looked at where the configuration cannot be used, which doctor says', async () => {
    const { code, out } = await blackstart('export default { environments: { aws: { region: 7 } } }\n', 'doctor')
    expect(out).to.match(/✗ configuration .*region/)
    expect(code).to.equal(2)
  })
})
