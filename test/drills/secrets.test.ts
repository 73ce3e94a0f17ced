import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { DrillSandbox } from '../support/drill.ts'

/** Values that occur nowhere else; none of them may occur anywhere. */
const PLANTED = {
  ORDERS_TOKEN: 'planted-token-5b1f',
  AWS_SECRET_ACCESS_KEY: 'planted-key-77aa',
  PGPASSWORD: 'planted-password-90cd',
  DATABASE_URL: 'postgresql://shop:planted-in-url-31e2@db.example/shop',
}
const SECRETS = Object.values(PLANTED).map((value) => /planted-[\w-]+/.exec(value)?.[0] ?? value)

describe('secrets of a drill', function () {
  this.timeout(120_000)
  let sandbox: DrillSandbox

  beforeEach(() => {
    sandbox = new DrillSandbox({ env: PLANTED })
  })
  afterEach(() => sandbox.dispose())

  it('reach no terminal, no file of the record and no command line', async () => {
    const config = ['--config', 'test/fixtures/secrets/blackstart.config.ts']
    const drill = await sandbox.start('test/fixtures/secrets/with-secrets.ts', ...config)
    const seen = new Set<string>()
    const watch = setInterval(() => {
      for (const line of commandLines()) seen.add(line)
    }, 20)
    const { stdout, stderr } = await drill.ended.finally(() => clearInterval(watch))
    expect(stderr, 'the drill got as far as its fault').to.include('database.kill:')
    expect(
      [...seen].some((line) => line.includes('k6')),
      'the command lines were seen',
    ).to.equal(true)
    const files = readdirSync(sandbox.record(), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
    expect(files.length).to.be.greaterThan(10)
    const texts = [
      ['standard output', stdout],
      ['standard error', stderr],
      ...[...seen].map((line) => ['a command line', line]),
      ...files.map((file) => [file, readFileSync(file, 'latin1')]),
    ] as const
    const leaks = texts.flatMap(([where = '', text = '']) =>
      SECRETS.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${where}`),
    )
    expect(leaks).to.deep.equal([])
  })
})

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
