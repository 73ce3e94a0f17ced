import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { configuration, loadConfig } from '../../src/scenario/config.ts'
import { ConfigError } from '../../src/scenario/findings.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures/configs/', import.meta.url))

async function failureOf(file: string): Promise<ConfigError> {
  const error = await loadConfig(FIXTURES, file).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (error instanceof ConfigError) return error
  throw new Error(`${file} was loaded`, { cause: error })
}

describe('loadConfig', () => {
  it('needs no file', async () => {
    expect(await loadConfig(FIXTURES)).to.deep.equal({
      measurement: {},
      warmUp: { windowMs: 2_000, agreeWithin: 0.5, atMostMs: 30_000 },
      reports: { folder: join(FIXTURES, 'reports'), keep: 50, keepFailed: 50 },
      canary: { table: 'blackstart_canary', maxWritesPerSecond: 50 },
      alertRules: [],
      secrets: [],
      guards: {},
      folder: FIXTURES,
      lab: { profile: 'fast', settings: {} },
      containers: { settings: {} },
    })
  })

  it('finds the file of a folder and counts its paths from there', async () => {
    const loaded = await loadConfig(join(FIXTURES, 'good'))
    expect(loaded.file).to.equal(join(FIXTURES, 'good', 'blackstart.config.ts'))
    expect(loaded.reports).to.deep.equal({ folder: join(FIXTURES, 'good', 'records'), keep: 5, keepFailed: 50 })
    expect(loaded.lab).to.deep.equal({ profile: 'realistic', settings: { shared_buffers: '64MB' } })
    expect(loaded.measurement.goodWithin).to.equal('200ms')
  })

  it('counts the compose file from the configuration', () => {
    const { containers } = configuration(
      { environments: { containers: { compose: 'deploy/compose.yaml', settings: { every: '50ms' } } } },
      '/project',
    )
    expect(containers.settings).to.deep.equal({ compose: '/project/deploy/compose.yaml', every: '50ms' })
  })

  it('counts the rule files of alerts from the configuration', () => {
    const { alertRules } = configuration({ runbooks: { alertRules: ['alerts/orders.rules.yml'] } }, '/project')
    expect(alertRules).to.deep.equal(['/project/alerts/orders.rules.yml'])
  })

  it('lays several compose files over each other, each counted from the configuration', () => {
    const { containers } = configuration(
      { environments: { containers: { compose: ['a.yaml', 'b.yaml'] } } },
      '/project',
    )
    expect(containers.settings).to.deep.equal({ compose: '/project/a.yaml,/project/b.yaml' })
  })

  it('loads the file that it is told to', async () => {
    expect((await loadConfig('/', join(FIXTURES, 'good', 'blackstart.config.ts'))).reports.keep).to.equal(5)
  })

  it('refuses a file that it was told of and that does not exist', async () => {
    expect((await failureOf('nowhere.ts')).findings[0]?.message).to.equal('cannot be read')
  })

  it('returns all findings at once', async () => {
    const error = await failureOf('bad/blackstart.config.ts')
    expect(error.findings.map(({ path }) => path)).to.have.members([
      'measurement.goodWithin',
      'measurement.in.lba',
      'reports.keep',
      'enviroments',
    ])
  })
})

describe('configuration', () => {
  it('keeps an absolute reports folder', () => {
    expect(configuration({ reports: { folder: '/var/records' } }, '/home').reports.folder).to.equal('/var/records')
  })
})
